"""a chart review that had better be left alone.

Compiled by causalimg from m_bias.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class MBias(Program):
    """a chart review that had better be left alone."""

    variables = ("income", "gene", "screening", "chart", "tumour")
    parents = {
        "income": (),
        "gene": (),
        "screening": ("income",),
        "chart": ("income", "gene"),
        "tumour": ("gene",),
    }
    noises = {
        "income": ("u_income",),
        "gene": ("u_gene",),
        "screening": ("u_screening",),
        "chart": ("u_chart",),
        "tumour": ("u_tumour",),
    }
    environment = None
    images = ()
    words = {
        "income": ("0", "1"),
        "gene": ("0", "1"),
        "screening": ("0", "1"),
        "chart": ("0", "1"),
        "tumour": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "income": "m_bias.scm:16: income ~ Bernoulli(0.5)",
        "gene": "m_bias.scm:17: gene ~ Bernoulli(0.1)",
        "screening": "m_bias.scm:18: screening ~ Bernoulli(0.2 + 0.6 * income)",
        "chart": "m_bias.scm:19: chart ~ Bernoulli(if income or gene then 0.9 else 0.1)",
        "tumour": "m_bias.scm:20: tumour ~ Bernoulli(0.05 + 0.4 * gene)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_income": standard.uniform(),
            "u_gene": standard.uniform(),
            "u_screening": standard.uniform(),
            "u_chart": standard.uniform(),
            "u_tumour": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def income(self) -> Map:
        # m_bias.scm:16  income ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def gene(self) -> Map:
        # m_bias.scm:17  gene ~ Bernoulli(0.1)
        return laws.bernoulli(p=0.1, via="threshold")

    def screening(self, income: Tensor) -> Map:
        # m_bias.scm:18  screening ~ Bernoulli(0.2 + 0.6 * income)
        return laws.bernoulli(p=0.2 + 0.6 * income, via="threshold")

    def chart(self, income: Tensor, gene: Tensor) -> Map:
        # m_bias.scm:19  chart ~ Bernoulli(if income or gene then 0.9 else 0.1)
        return laws.bernoulli(
            p=torch.where(income.bool() | gene.bool(), 0.9, 0.1), via="threshold"
        )

    def tumour(self, gene: Tensor) -> Map:
        # m_bias.scm:20  tumour ~ Bernoulli(0.05 + 0.4 * gene)
        return laws.bernoulli(p=0.05 + 0.4 * gene, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            income = pyro.sample("income", self.income().law())
            gene = pyro.sample("gene", self.gene().law())
            screening = pyro.sample("screening", self.screening(income).law())
            chart = pyro.sample("chart", self.chart(income, gene).law())
            tumour = pyro.sample("tumour", self.tumour(gene).law())
        return {
            "income": income,
            "gene": gene,
            "screening": screening,
            "chart": chart,
            "tumour": tumour,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_income = pyro.sample("u_income", law["u_income"])
            income = fixed("income", self.income()(u_income))
            u_gene = pyro.sample("u_gene", law["u_gene"])
            gene = fixed("gene", self.gene()(u_gene))
            u_screening = pyro.sample("u_screening", law["u_screening"])
            screening = fixed("screening", self.screening(income)(u_screening))
            u_chart = pyro.sample("u_chart", law["u_chart"])
            chart = fixed("chart", self.chart(income, gene)(u_chart))
            u_tumour = pyro.sample("u_tumour", law["u_tumour"])
            tumour = fixed("tumour", self.tumour(gene)(u_tumour))
        return {
            "income": income,
            "gene": gene,
            "screening": screening,
            "chart": chart,
            "tumour": tumour,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        income = row["income"]
        gene = row["gene"]
        screening = row["screening"]
        chart = row["chart"]
        tumour = row["tumour"]
        u_income = self.income().abduct(income)
        u_gene = self.gene().abduct(gene)
        u_screening = self.screening(income).abduct(screening)
        u_chart = self.chart(income, gene).abduct(chart)
        u_tumour = self.tumour(gene).abduct(tumour)
        return {
            "u_income": u_income,
            "u_gene": u_gene,
            "u_screening": u_screening,
            "u_chart": u_chart,
            "u_tumour": u_tumour,
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
        income = do["income"] if "income" in do else self.income()(noise["u_income"])
        gene = do["gene"] if "gene" in do else self.gene()(noise["u_gene"])
        screening = (
            do["screening"] if "screening" in do else self.screening(income)(noise["u_screening"])
        )
        chart = do["chart"] if "chart" in do else self.chart(income, gene)(noise["u_chart"])
        tumour = do["tumour"] if "tumour" in do else self.tumour(gene)(noise["u_tumour"])
        return {
            "income": income,
            "gene": gene,
            "screening": screening,
            "chart": chart,
            "tumour": tumour,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "income" in wanted:
            income = row["income"]
            found["income"] = self.income().law().log_prob(income)
        if "gene" in wanted:
            gene = row["gene"]
            found["gene"] = self.gene().law().log_prob(gene)
        if "screening" in wanted:
            income = row["income"]
            screening = row["screening"]
            found["screening"] = self.screening(income).law().log_prob(screening)
        if "chart" in wanted:
            income = row["income"]
            gene = row["gene"]
            chart = row["chart"]
            found["chart"] = self.chart(income, gene).law().log_prob(chart)
        if "tumour" in wanted:
            gene = row["gene"]
            tumour = row["tumour"]
            found["tumour"] = self.tumour(gene).law().log_prob(tumour)
        return found
