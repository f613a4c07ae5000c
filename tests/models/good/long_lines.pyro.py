"""lines that are too long for a screen, and have to be broken where they can be read: here.

Compiled by causalimg from long_lines.scm (language version 1).
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
from causalimg.program.tensors import select


class LongLines(Program):
    """lines that are too long for a screen, and have to be broken where they can be read: here."""

    variables = (
        "first_radiologist",
        "second_radiologist",
        "third_radiologist",
        "fourth_radiologist",
        "fifth_radiologist",
        "manufacturer",
        "a_name_that_somebody_found_telling",
    )
    parents = {
        "first_radiologist": (),
        "second_radiologist": (),
        "third_radiologist": (),
        "fourth_radiologist": ("first_radiologist", "second_radiologist", "third_radiologist"),
        "fifth_radiologist": ("first_radiologist", "second_radiologist", "third_radiologist"),
        "manufacturer": (),
        "a_name_that_somebody_found_telling": ("manufacturer",),
    }
    noises = {
        "first_radiologist": ("u_first_radiologist",),
        "second_radiologist": ("u_second_radiologist",),
        "third_radiologist": ("u_third_radiologist",),
        "fourth_radiologist": ("u_fourth_radiologist",),
        "fifth_radiologist": ("u_fifth_radiologist",),
        "manufacturer": ("u_manufacturer",),
        "a_name_that_somebody_found_telling": ("u_a_name_that_somebody_found_telling",),
    }
    environment = None
    images = ()
    words = {
        "first_radiologist": ("0", "1"),
        "second_radiologist": ("0", "1"),
        "third_radiologist": ("0", "1"),
        "fourth_radiologist": ("0", "1"),
        "fifth_radiologist": ("0", "1"),
        "manufacturer": (
            "siemens_healthineers",
            "ge_healthcare",
            "philips_healthcare",
            "canon_medical_systems",
        ),
    }
    numbers = {}
    lossy = ()
    lines = {
        "first_radiologist": "long_lines.scm:17: first_radiologist ~ Bernoulli(0.5)",
        "second_radiologist": "long_lines.scm:18: second_radiologist ~ Bernoulli(0.5)",
        "third_radiologist": "long_lines.scm:19: third_radiologist ~ Bernoulli(0.5)",
        "fourth_radiologist": "long_lines.scm:20: fourth_radiologist ~ Bernoulli(logit = 0.25 ...",
        "fifth_radiologist": "long_lines.scm:21: fifth_radiologist ~ Bernoulli(if ...",
        "manufacturer": "long_lines.scm:22: manufacturer ~ Categorical(siemens_healthineers = ...",
        "a_name_that_somebody_found_telling": "long_lines.scm:23: ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_first_radiologist": standard.uniform(),
            "u_second_radiologist": standard.uniform(),
            "u_third_radiologist": standard.uniform(),
            "u_fourth_radiologist": standard.uniform(),
            "u_fifth_radiologist": standard.uniform(),
            "u_manufacturer": standard.gumbels(4),
            "u_a_name_that_somebody_found_telling": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def first_radiologist(self) -> Map:
        # long_lines.scm:17  first_radiologist ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def second_radiologist(self) -> Map:
        # long_lines.scm:18  second_radiologist ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def third_radiologist(self) -> Map:
        # long_lines.scm:19  third_radiologist ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def fourth_radiologist(
        self, first_radiologist: Tensor, second_radiologist: Tensor, third_radiologist: Tensor
    ) -> Map:
        # long_lines.scm:20  fourth_radiologist ~ Bernoulli(logit = 0.25 * first_radiologist + 0.5
        #     * second_radiologist - 0.75 * third_radiologist + 0.125) via threshold
        return laws.bernoulli(
            logit=0.25 * first_radiologist
            + 0.5 * second_radiologist
            - 0.75 * third_radiologist
            + 0.125,
            via="threshold",
        )

    def fifth_radiologist(
        self, first_radiologist: Tensor, second_radiologist: Tensor, third_radiologist: Tensor
    ) -> Map:
        # long_lines.scm:21  fifth_radiologist ~ Bernoulli(if first_radiologist == 1 and
        #     second_radiologist == 1 or third_radiologist == 1 and not first_radiologist == 1 then
        #     0.9 else 0.1) via threshold
        return laws.bernoulli(
            p=torch.where(
                (first_radiologist == 1) & (second_radiologist == 1)
                | (third_radiologist == 1) & ~(first_radiologist == 1),
                0.9,
                0.1,
            ),
            via="threshold",
        )

    def manufacturer(self) -> Map:
        # long_lines.scm:22  manufacturer ~ Categorical(siemens_healthineers = 0.4, ge_healthcare =
        #     0.3, philips_healthcare = 0.2, canon_medical_systems = 0.1) via gumbel_max
        return laws.categorical(torch.tensor([0.4, 0.3, 0.2, 0.1]), via="gumbel_max")

    def a_name_that_somebody_found_telling(self, manufacturer: Tensor) -> Map:
        # long_lines.scm:23  a_name_that_somebody_found_telling ~ Normal(match manufacturer {
        #     siemens_healthineers: 100, ge_healthcare: 200, philips_healthcare: 300,
        #     canon_medical_systems: 400 }, 100) truncated [-1000000, 1000000]
        return laws.truncated(
            laws.normal(select(manufacturer, 100.0, 200.0, 300.0, 400.0), 100.0),
            -1000000.0,
            1000000.0,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            first_radiologist = pyro.sample("first_radiologist", self.first_radiologist().law())
            second_radiologist = pyro.sample("second_radiologist", self.second_radiologist().law())
            third_radiologist = pyro.sample("third_radiologist", self.third_radiologist().law())
            fourth_radiologist = pyro.sample(
                "fourth_radiologist",
                self.fourth_radiologist(
                    first_radiologist, second_radiologist, third_radiologist
                ).law(),
            )
            fifth_radiologist = pyro.sample(
                "fifth_radiologist",
                self.fifth_radiologist(
                    first_radiologist, second_radiologist, third_radiologist
                ).law(),
            )
            manufacturer = pyro.sample("manufacturer", self.manufacturer().law())
            a_name_that_somebody_found_telling = pyro.sample(
                "a_name_that_somebody_found_telling",
                self.a_name_that_somebody_found_telling(manufacturer).law(),
            )
        return {
            "first_radiologist": first_radiologist,
            "second_radiologist": second_radiologist,
            "third_radiologist": third_radiologist,
            "fourth_radiologist": fourth_radiologist,
            "fifth_radiologist": fifth_radiologist,
            "manufacturer": manufacturer,
            "a_name_that_somebody_found_telling": a_name_that_somebody_found_telling,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_first_radiologist = pyro.sample("u_first_radiologist", law["u_first_radiologist"])
            first_radiologist = fixed(
                "first_radiologist", self.first_radiologist()(u_first_radiologist)
            )
            u_second_radiologist = pyro.sample("u_second_radiologist", law["u_second_radiologist"])
            second_radiologist = fixed(
                "second_radiologist", self.second_radiologist()(u_second_radiologist)
            )
            u_third_radiologist = pyro.sample("u_third_radiologist", law["u_third_radiologist"])
            third_radiologist = fixed(
                "third_radiologist", self.third_radiologist()(u_third_radiologist)
            )
            u_fourth_radiologist = pyro.sample("u_fourth_radiologist", law["u_fourth_radiologist"])
            fourth_radiologist = fixed(
                "fourth_radiologist",
                self.fourth_radiologist(first_radiologist, second_radiologist, third_radiologist)(
                    u_fourth_radiologist
                ),
            )
            u_fifth_radiologist = pyro.sample("u_fifth_radiologist", law["u_fifth_radiologist"])
            fifth_radiologist = fixed(
                "fifth_radiologist",
                self.fifth_radiologist(first_radiologist, second_radiologist, third_radiologist)(
                    u_fifth_radiologist
                ),
            )
            u_manufacturer = pyro.sample("u_manufacturer", law["u_manufacturer"])
            manufacturer = fixed("manufacturer", self.manufacturer()(u_manufacturer))
            u_a_name_that_somebody_found_telling = pyro.sample(
                "u_a_name_that_somebody_found_telling", law["u_a_name_that_somebody_found_telling"]
            )
            a_name_that_somebody_found_telling = fixed(
                "a_name_that_somebody_found_telling",
                self.a_name_that_somebody_found_telling(manufacturer)(
                    u_a_name_that_somebody_found_telling
                ),
            )
        return {
            "first_radiologist": first_radiologist,
            "second_radiologist": second_radiologist,
            "third_radiologist": third_radiologist,
            "fourth_radiologist": fourth_radiologist,
            "fifth_radiologist": fifth_radiologist,
            "manufacturer": manufacturer,
            "a_name_that_somebody_found_telling": a_name_that_somebody_found_telling,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        first_radiologist = row["first_radiologist"]
        second_radiologist = row["second_radiologist"]
        third_radiologist = row["third_radiologist"]
        fourth_radiologist = row["fourth_radiologist"]
        fifth_radiologist = row["fifth_radiologist"]
        a_name_that_somebody_found_telling = row["a_name_that_somebody_found_telling"]
        manufacturer = row["manufacturer"]
        u_first_radiologist = self.first_radiologist().abduct(first_radiologist)
        u_second_radiologist = self.second_radiologist().abduct(second_radiologist)
        u_third_radiologist = self.third_radiologist().abduct(third_radiologist)
        u_fourth_radiologist = self.fourth_radiologist(
            first_radiologist, second_radiologist, third_radiologist
        ).abduct(fourth_radiologist)
        u_fifth_radiologist = self.fifth_radiologist(
            first_radiologist, second_radiologist, third_radiologist
        ).abduct(fifth_radiologist)
        u_manufacturer = self.manufacturer().abduct(manufacturer)
        u_a_name_that_somebody_found_telling = self.a_name_that_somebody_found_telling(
            manufacturer
        ).abduct(a_name_that_somebody_found_telling)
        return {
            "u_first_radiologist": u_first_radiologist,
            "u_second_radiologist": u_second_radiologist,
            "u_third_radiologist": u_third_radiologist,
            "u_fourth_radiologist": u_fourth_radiologist,
            "u_fifth_radiologist": u_fifth_radiologist,
            "u_manufacturer": u_manufacturer,
            "u_a_name_that_somebody_found_telling": u_a_name_that_somebody_found_telling,
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
        first_radiologist = (
            do["first_radiologist"]
            if "first_radiologist" in do
            else self.first_radiologist()(noise["u_first_radiologist"])
        )
        second_radiologist = (
            do["second_radiologist"]
            if "second_radiologist" in do
            else self.second_radiologist()(noise["u_second_radiologist"])
        )
        third_radiologist = (
            do["third_radiologist"]
            if "third_radiologist" in do
            else self.third_radiologist()(noise["u_third_radiologist"])
        )
        fourth_radiologist = (
            do["fourth_radiologist"]
            if "fourth_radiologist" in do
            else self.fourth_radiologist(first_radiologist, second_radiologist, third_radiologist)(
                noise["u_fourth_radiologist"]
            )
        )
        fifth_radiologist = (
            do["fifth_radiologist"]
            if "fifth_radiologist" in do
            else self.fifth_radiologist(first_radiologist, second_radiologist, third_radiologist)(
                noise["u_fifth_radiologist"]
            )
        )
        manufacturer = (
            do["manufacturer"]
            if "manufacturer" in do
            else self.manufacturer()(noise["u_manufacturer"])
        )
        a_name_that_somebody_found_telling = (
            do["a_name_that_somebody_found_telling"]
            if "a_name_that_somebody_found_telling" in do
            else self.a_name_that_somebody_found_telling(manufacturer)(
                noise["u_a_name_that_somebody_found_telling"]
            )
        )
        return {
            "first_radiologist": first_radiologist,
            "second_radiologist": second_radiologist,
            "third_radiologist": third_radiologist,
            "fourth_radiologist": fourth_radiologist,
            "fifth_radiologist": fifth_radiologist,
            "manufacturer": manufacturer,
            "a_name_that_somebody_found_telling": a_name_that_somebody_found_telling,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "first_radiologist" in wanted:
            first_radiologist = row["first_radiologist"]
            found["first_radiologist"] = self.first_radiologist().law().log_prob(first_radiologist)
        if "second_radiologist" in wanted:
            second_radiologist = row["second_radiologist"]
            found["second_radiologist"] = (
                self.second_radiologist().law().log_prob(second_radiologist)
            )
        if "third_radiologist" in wanted:
            third_radiologist = row["third_radiologist"]
            found["third_radiologist"] = self.third_radiologist().law().log_prob(third_radiologist)
        if "fourth_radiologist" in wanted:
            first_radiologist = row["first_radiologist"]
            second_radiologist = row["second_radiologist"]
            third_radiologist = row["third_radiologist"]
            fourth_radiologist = row["fourth_radiologist"]
            found["fourth_radiologist"] = (
                self.fourth_radiologist(first_radiologist, second_radiologist, third_radiologist)
                .law()
                .log_prob(fourth_radiologist)
            )
        if "fifth_radiologist" in wanted:
            first_radiologist = row["first_radiologist"]
            second_radiologist = row["second_radiologist"]
            third_radiologist = row["third_radiologist"]
            fifth_radiologist = row["fifth_radiologist"]
            found["fifth_radiologist"] = (
                self.fifth_radiologist(first_radiologist, second_radiologist, third_radiologist)
                .law()
                .log_prob(fifth_radiologist)
            )
        if "manufacturer" in wanted:
            manufacturer = row["manufacturer"]
            found["manufacturer"] = self.manufacturer().law().log_prob(manufacturer)
        if "a_name_that_somebody_found_telling" in wanted:
            manufacturer = row["manufacturer"]
            a_name_that_somebody_found_telling = row["a_name_that_somebody_found_telling"]
            found["a_name_that_somebody_found_telling"] = (
                self.a_name_that_somebody_found_telling(manufacturer)
                .law()
                .log_prob(a_name_that_somebody_found_telling)
            )
        return found
