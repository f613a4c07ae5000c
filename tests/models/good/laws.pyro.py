"""every known law once, each with a cause.

Compiled by causalimg from laws.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import stacked


class Laws(Program):
    """every known law once, each with a cause."""

    variables = (
        "x",
        "cut",
        "positive",
        "heavy",
        "peaked",
        "waiting",
        "dose",
        "share",
        "flat",
        "certain",
        "sick",
        "treated",
        "scanner",
        "any",
        "grade",
        "pain",
        "stage",
        "lesions",
        "visits",
    )
    parents = {
        "x": (),
        "cut": ("x",),
        "positive": ("x",),
        "heavy": ("x",),
        "peaked": ("x",),
        "waiting": ("x",),
        "dose": ("x",),
        "share": ("x",),
        "flat": ("x",),
        "certain": ("x",),
        "sick": ("x",),
        "treated": ("sick",),
        "scanner": ("x",),
        "any": (),
        "grade": ("x",),
        "pain": ("x",),
        "stage": (),
        "lesions": ("x",),
        "visits": ("x",),
    }
    noises = {
        "x": ("u_x",),
        "cut": ("u_cut",),
        "positive": ("u_positive",),
        "heavy": ("u_heavy",),
        "peaked": ("u_peaked",),
        "waiting": ("u_waiting",),
        "dose": ("u_dose",),
        "share": ("u_share",),
        "flat": ("u_flat",),
        "certain": (),
        "sick": ("u_sick",),
        "treated": ("u_treated",),
        "scanner": ("u_scanner",),
        "any": ("u_any",),
        "grade": ("u_grade",),
        "pain": ("u_pain",),
        "stage": ("u_stage",),
        "lesions": ("u_lesions",),
        "visits": ("u_visits",),
    }
    environment = None
    images = ()
    words = {
        "sick": ("0", "1"),
        "treated": ("0", "1"),
        "scanner": ("agfa", "ge", "philips"),
        "any": ("a", "b", "c"),
        "grade": ("low", "middle", "high"),
        "pain": ("none", "mild", "severe"),
        "stage": ("one", "two", "three"),
    }
    numbers = {"slope": "slope", "width": "width"}
    lossy = ()
    methods = {"any": "any_"}
    lines = {
        "x": "laws.scm:33: x ~ Normal(0, 1)",
        "cut": "laws.scm:34: cut ~ Normal(slope * x, width) truncated [0, 3]",
        "positive": "laws.scm:35: positive ~ LogNormal(0.1 * x, 0.5)",
        "heavy": "laws.scm:36: heavy ~ StudentT(4, x, 2)",
        "peaked": "laws.scm:37: peaked ~ Laplace(x, 1)",
        "waiting": "laws.scm:38: waiting ~ Exponential(exp(0.2 * x))",
        "dose": "laws.scm:39: dose ~ Gamma(2 + x^2, 1)",
        "share": "laws.scm:40: share ~ Beta(2 + x^2, 3)",
        "flat": "laws.scm:41: flat ~ Uniform(0, 1 + sigmoid(x))",
        "certain": "laws.scm:42: certain ~ Delta(2 * x)",
        "sick": "laws.scm:43: sick ~ Bernoulli(logit = x) via threshold",
        "treated": "laws.scm:44: treated ~ Bernoulli(if sick then 0.9 else 0.2) via gumbel_max",
        "scanner": "laws.scm:45: scanner ~ Categorical(agfa = 0.5, ge = 0.3 * sigmoid(x), ...",
        "any": "laws.scm:47: any ~ Uniform() via gumbel_max",
        "grade": "laws.scm:48: grade ~ OrderedLogistic(x) via threshold",
        "pain": "laws.scm:49: pain ~ OrderedLogistic(x, cuts = [-1, -1 + width]) via gumbel_max",
        "stage": "laws.scm:50: stage ~ Categorical(one = 0.2, two = 0.3, three = 0.5) via ...",
        "lesions": "laws.scm:51: lesions ~ Poisson(exp(x)) via threshold",
        "visits": "laws.scm:52: visits ~ NegativeBinomial(exp(x), 0.5) via threshold",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # laws.scm:28  slope : real ~ Normal(0, 1)
        self.slope = nn.Parameter(torch.tensor(0.0))
        # laws.scm:29  width : real in (0, inf) ~ LogNormal(0, 1)
        self.width = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # laws.scm:48  grade ~ OrderedLogistic(x) via threshold
        self.grade_cuts = PyroParam(
            torch.tensor([-0.6931, 0.6931]), constraint=constraints.ordered_vector
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_cut": standard.normal(),
            "u_positive": standard.normal(),
            "u_heavy": standard.student_t(4.0),
            "u_peaked": standard.laplace(),
            "u_waiting": standard.exponential(),
            "u_dose": standard.normal(),
            "u_share": standard.normal(),
            "u_flat": standard.normal(),
            "u_sick": standard.uniform(),
            "u_treated": standard.gumbels(2),
            "u_scanner": standard.gumbels(3),
            "u_any": standard.gumbels(3),
            "u_grade": standard.uniform(),
            "u_pain": standard.gumbels(3),
            "u_stage": standard.uniform(),
            "u_lesions": standard.score(),
            "u_visits": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # laws.scm:33  x ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def cut(self, x: Tensor) -> Map:
        # laws.scm:34  cut ~ Normal(slope * x, width) truncated [0, 3]
        return laws.truncated(laws.normal(self.slope * x, self.width), 0.0, 3.0)

    def positive(self, x: Tensor) -> Map:
        # laws.scm:35  positive ~ LogNormal(0.1 * x, 0.5)
        return laws.log_normal(0.1 * x, 0.5)

    def heavy(self, x: Tensor) -> Map:
        # laws.scm:36  heavy ~ StudentT(4, x, 2)
        return laws.student_t(4.0, x, 2.0)

    def peaked(self, x: Tensor) -> Map:
        # laws.scm:37  peaked ~ Laplace(x, 1)
        return laws.laplace(x, 1.0)

    def waiting(self, x: Tensor) -> Map:
        # laws.scm:38  waiting ~ Exponential(exp(0.2 * x))
        return laws.exponential(torch.exp(0.2 * x))

    def dose(self, x: Tensor) -> Map:
        # laws.scm:39  dose ~ Gamma(2 + x^2, 1)
        return laws.gamma(2 + x**2, 1.0)

    def share(self, x: Tensor) -> Map:
        # laws.scm:40  share ~ Beta(2 + x^2, 3)
        return laws.beta(2 + x**2, 3.0)

    def flat(self, x: Tensor) -> Map:
        # laws.scm:41  flat ~ Uniform(0, 1 + sigmoid(x))
        return laws.uniform(0.0, 1 + torch.sigmoid(x))

    def certain(self, x: Tensor) -> Deterministic:
        # laws.scm:42  certain ~ Delta(2 * x)
        return laws.delta(2 * x)

    def sick(self, x: Tensor) -> Map:
        # laws.scm:43  sick ~ Bernoulli(logit = x) via threshold
        return laws.bernoulli(logit=x, via="threshold")

    def treated(self, sick: Tensor) -> Map:
        # laws.scm:44  treated ~ Bernoulli(if sick then 0.9 else 0.2) via gumbel_max
        return laws.bernoulli(p=torch.where(sick.bool(), 0.9, 0.2), via="gumbel_max")

    def scanner(self, x: Tensor) -> Map:
        # laws.scm:45  scanner ~ Categorical(agfa = 0.5, ge = 0.3 * sigmoid(x), philips = 0.5 - 0.3
        #     * sigmoid(x)) via gumbel_max
        return laws.categorical(
            laws.shares(
                self.lines["scanner"], 0.5, 0.3 * torch.sigmoid(x), 0.5 - 0.3 * torch.sigmoid(x)
            ),
            via="gumbel_max",
        )

    def any_(self) -> Map:
        # laws.scm:47  any ~ Uniform() via gumbel_max
        return laws.uniform_values(3, via="gumbel_max")

    def grade(self, x: Tensor) -> Map:
        # laws.scm:48  grade ~ OrderedLogistic(x) via threshold
        return laws.ordered_logistic(x, self.grade_cuts, via="threshold")

    def pain(self, x: Tensor) -> Map:
        # laws.scm:49  pain ~ OrderedLogistic(x, cuts = [-1, -1 + width]) via gumbel_max
        return laws.ordered_logistic(x, stacked(-1.0, -1 + self.width), via="gumbel_max")

    def stage(self) -> Map:
        # laws.scm:50  stage ~ Categorical(one = 0.2, two = 0.3, three = 0.5) via threshold
        return laws.categorical(torch.tensor([0.2, 0.3, 0.5]), via="threshold")

    def lesions(self, x: Tensor) -> Map:
        # laws.scm:51  lesions ~ Poisson(exp(x)) via threshold
        return laws.poisson(torch.exp(x), via="threshold")

    def visits(self, x: Tensor) -> Map:
        # laws.scm:52  visits ~ NegativeBinomial(exp(x), 0.5) via threshold
        return laws.negative_binomial(torch.exp(x), 0.5, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            cut = pyro.sample("cut", self.cut(x).law())
            positive = pyro.sample("positive", self.positive(x).law())
            heavy = pyro.sample("heavy", self.heavy(x).law())
            peaked = pyro.sample("peaked", self.peaked(x).law())
            waiting = pyro.sample("waiting", self.waiting(x).law())
            dose = pyro.sample("dose", self.dose(x).law())
            share = pyro.sample("share", self.share(x).law())
            flat = pyro.sample("flat", self.flat(x).law())
            certain = fixed("certain", self.certain(x)())
            sick = pyro.sample("sick", self.sick(x).law())
            treated = pyro.sample("treated", self.treated(sick).law())
            scanner = pyro.sample("scanner", self.scanner(x).law())
            any_ = pyro.sample("any", self.any_().law())
            grade = pyro.sample("grade", self.grade(x).law())
            pain = pyro.sample("pain", self.pain(x).law())
            stage = pyro.sample("stage", self.stage().law())
            lesions = pyro.sample("lesions", self.lesions(x).law())
            visits = pyro.sample("visits", self.visits(x).law())
        return {
            "x": x,
            "cut": cut,
            "positive": positive,
            "heavy": heavy,
            "peaked": peaked,
            "waiting": waiting,
            "dose": dose,
            "share": share,
            "flat": flat,
            "certain": certain,
            "sick": sick,
            "treated": treated,
            "scanner": scanner,
            "any": any_,
            "grade": grade,
            "pain": pain,
            "stage": stage,
            "lesions": lesions,
            "visits": visits,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_cut = pyro.sample("u_cut", law["u_cut"])
            cut = fixed("cut", self.cut(x)(u_cut))
            u_positive = pyro.sample("u_positive", law["u_positive"])
            positive = fixed("positive", self.positive(x)(u_positive))
            u_heavy = pyro.sample("u_heavy", law["u_heavy"])
            heavy = fixed("heavy", self.heavy(x)(u_heavy))
            u_peaked = pyro.sample("u_peaked", law["u_peaked"])
            peaked = fixed("peaked", self.peaked(x)(u_peaked))
            u_waiting = pyro.sample("u_waiting", law["u_waiting"])
            waiting = fixed("waiting", self.waiting(x)(u_waiting))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(x)(u_dose))
            u_share = pyro.sample("u_share", law["u_share"])
            share = fixed("share", self.share(x)(u_share))
            u_flat = pyro.sample("u_flat", law["u_flat"])
            flat = fixed("flat", self.flat(x)(u_flat))
            certain = fixed("certain", self.certain(x)())
            u_sick = pyro.sample("u_sick", law["u_sick"])
            sick = fixed("sick", self.sick(x)(u_sick))
            u_treated = pyro.sample("u_treated", law["u_treated"])
            treated = fixed("treated", self.treated(sick)(u_treated))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(x)(u_scanner))
            u_any = pyro.sample("u_any", law["u_any"])
            any_ = fixed("any", self.any_()(u_any))
            u_grade = pyro.sample("u_grade", law["u_grade"])
            grade = fixed("grade", self.grade(x)(u_grade))
            u_pain = pyro.sample("u_pain", law["u_pain"])
            pain = fixed("pain", self.pain(x)(u_pain))
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage()(u_stage))
            u_lesions = pyro.sample("u_lesions", law["u_lesions"])
            lesions = fixed("lesions", self.lesions(x)(u_lesions))
            u_visits = pyro.sample("u_visits", law["u_visits"])
            visits = fixed("visits", self.visits(x)(u_visits))
        return {
            "x": x,
            "cut": cut,
            "positive": positive,
            "heavy": heavy,
            "peaked": peaked,
            "waiting": waiting,
            "dose": dose,
            "share": share,
            "flat": flat,
            "certain": certain,
            "sick": sick,
            "treated": treated,
            "scanner": scanner,
            "any": any_,
            "grade": grade,
            "pain": pain,
            "stage": stage,
            "lesions": lesions,
            "visits": visits,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        cut = row["cut"]
        positive = row["positive"]
        heavy = row["heavy"]
        peaked = row["peaked"]
        waiting = row["waiting"]
        dose = row["dose"]
        share = row["share"]
        flat = row["flat"]
        sick = row["sick"]
        treated = row["treated"]
        scanner = row["scanner"]
        any_ = row["any"]
        grade = row["grade"]
        pain = row["pain"]
        stage = row["stage"]
        lesions = row["lesions"]
        visits = row["visits"]
        u_x = self.x().abduct(x)
        u_cut = self.cut(x).abduct(cut)
        u_positive = self.positive(x).abduct(positive)
        u_heavy = self.heavy(x).abduct(heavy)
        u_peaked = self.peaked(x).abduct(peaked)
        u_waiting = self.waiting(x).abduct(waiting)
        u_dose = self.dose(x).abduct(dose)
        u_share = self.share(x).abduct(share)
        u_flat = self.flat(x).abduct(flat)
        u_sick = self.sick(x).abduct(sick)
        u_treated = self.treated(sick).abduct(treated)
        u_scanner = self.scanner(x).abduct(scanner)
        u_any = self.any_().abduct(any_)
        u_grade = self.grade(x).abduct(grade)
        u_pain = self.pain(x).abduct(pain)
        u_stage = self.stage().abduct(stage)
        u_lesions = self.lesions(x).abduct(lesions)
        u_visits = self.visits(x).abduct(visits)
        return {
            "u_x": u_x,
            "u_cut": u_cut,
            "u_positive": u_positive,
            "u_heavy": u_heavy,
            "u_peaked": u_peaked,
            "u_waiting": u_waiting,
            "u_dose": u_dose,
            "u_share": u_share,
            "u_flat": u_flat,
            "u_sick": u_sick,
            "u_treated": u_treated,
            "u_scanner": u_scanner,
            "u_any": u_any,
            "u_grade": u_grade,
            "u_pain": u_pain,
            "u_stage": u_stage,
            "u_lesions": u_lesions,
            "u_visits": u_visits,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        cut = do["cut"] if "cut" in do else self.cut(x)(noise["u_cut"])
        positive = do["positive"] if "positive" in do else self.positive(x)(noise["u_positive"])
        heavy = do["heavy"] if "heavy" in do else self.heavy(x)(noise["u_heavy"])
        peaked = do["peaked"] if "peaked" in do else self.peaked(x)(noise["u_peaked"])
        waiting = do["waiting"] if "waiting" in do else self.waiting(x)(noise["u_waiting"])
        dose = do["dose"] if "dose" in do else self.dose(x)(noise["u_dose"])
        share = do["share"] if "share" in do else self.share(x)(noise["u_share"])
        flat = do["flat"] if "flat" in do else self.flat(x)(noise["u_flat"])
        certain = do["certain"] if "certain" in do else self.certain(x)()
        sick = do["sick"] if "sick" in do else self.sick(x)(noise["u_sick"])
        treated = do["treated"] if "treated" in do else self.treated(sick)(noise["u_treated"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(x)(noise["u_scanner"])
        any_ = do["any"] if "any" in do else self.any_()(noise["u_any"])
        grade = do["grade"] if "grade" in do else self.grade(x)(noise["u_grade"])
        pain = do["pain"] if "pain" in do else self.pain(x)(noise["u_pain"])
        stage = do["stage"] if "stage" in do else self.stage()(noise["u_stage"])
        lesions = do["lesions"] if "lesions" in do else self.lesions(x)(noise["u_lesions"])
        visits = do["visits"] if "visits" in do else self.visits(x)(noise["u_visits"])
        return {
            "x": x,
            "cut": cut,
            "positive": positive,
            "heavy": heavy,
            "peaked": peaked,
            "waiting": waiting,
            "dose": dose,
            "share": share,
            "flat": flat,
            "certain": certain,
            "sick": sick,
            "treated": treated,
            "scanner": scanner,
            "any": any_,
            "grade": grade,
            "pain": pain,
            "stage": stage,
            "lesions": lesions,
            "visits": visits,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "cut" in wanted:
            x = row["x"]
            cut = row["cut"]
            found["cut"] = self.cut(x).law().log_prob(cut)
        if "positive" in wanted:
            x = row["x"]
            positive = row["positive"]
            found["positive"] = self.positive(x).law().log_prob(positive)
        if "heavy" in wanted:
            x = row["x"]
            heavy = row["heavy"]
            found["heavy"] = self.heavy(x).law().log_prob(heavy)
        if "peaked" in wanted:
            x = row["x"]
            peaked = row["peaked"]
            found["peaked"] = self.peaked(x).law().log_prob(peaked)
        if "waiting" in wanted:
            x = row["x"]
            waiting = row["waiting"]
            found["waiting"] = self.waiting(x).law().log_prob(waiting)
        if "dose" in wanted:
            x = row["x"]
            dose = row["dose"]
            found["dose"] = self.dose(x).law().log_prob(dose)
        if "share" in wanted:
            x = row["x"]
            share = row["share"]
            found["share"] = self.share(x).law().log_prob(share)
        if "flat" in wanted:
            x = row["x"]
            flat = row["flat"]
            found["flat"] = self.flat(x).law().log_prob(flat)
        if "sick" in wanted:
            x = row["x"]
            sick = row["sick"]
            found["sick"] = self.sick(x).law().log_prob(sick)
        if "treated" in wanted:
            sick = row["sick"]
            treated = row["treated"]
            found["treated"] = self.treated(sick).law().log_prob(treated)
        if "scanner" in wanted:
            x = row["x"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(x).law().log_prob(scanner)
        if "any" in wanted:
            any_ = row["any"]
            found["any"] = self.any_().law().log_prob(any_)
        if "grade" in wanted:
            x = row["x"]
            grade = row["grade"]
            found["grade"] = self.grade(x).law().log_prob(grade)
        if "pain" in wanted:
            x = row["x"]
            pain = row["pain"]
            found["pain"] = self.pain(x).law().log_prob(pain)
        if "stage" in wanted:
            stage = row["stage"]
            found["stage"] = self.stage().law().log_prob(stage)
        if "lesions" in wanted:
            x = row["x"]
            lesions = row["lesions"]
            found["lesions"] = self.lesions(x).law().log_prob(lesions)
        if "visits" in wanted:
            x = row["x"]
            visits = row["visits"]
            found["visits"] = self.visits(x).law().log_prob(visits)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "slope": dist.Normal(0.0, 1.0),
            "width": dist.LogNormal(0.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["slope"].log_prob(self.slope) + law["width"].log_prob(self.width)
