"""Story 2, real digits: fit models/morphomnist.scm, then score its counterfactual images.

    CAUSALIMG_DATA=../shared/data python benchmarks/morphomnist.py [--train 6000] [--test 400]

Effectiveness is measured by morphometry (thickness, intensity) and by a classifier trained on real
images (digit); the true counterfactual is the original digit, rendered with the intervened
thickness and intensity (peers' convention: 32 x 32, zero-padded, grey levels 0..255). Beside the
model stand the peers' VAE (`peers/conditional_vae.py`), trained on the same images for the same
processor time of one thread, the copy of the factual image and the floor that real images reach.
"""

import argparse
import csv
import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from peers import conditional_vae
from torch import Tensor, nn

import causalimg
from causalimg.fitting import Settings
from causalimg.interfaces.api import Fit
from causalimg.program.imaging import morpho
from causalimg.program.randomness import seeded

MODEL = Path(__file__).parents[1] / "models" / "morphomnist.scm"
PUBLISHED = {  # NeurIPS'24 benchmark, tables of the authors' slides: (t, i, digit) under do(t), do(i), do(y)
    "VAE (published)": {"t": (0.109, 0.333, 0.139), "i": (3.15, 5.33, 4.64), "y": (0.989, 0.988, 0.775)},
    "HVAE (published)": {"t": (0.086, 0.224, 0.117), "i": (1.99, 3.52, 2.10), "y": (0.985, 0.935, 0.972)},
}  # fmt: skip
COMPOSITION = {"VAE (published)": 2.600, "HVAE (published)": 0.438}


def read_digits(data: Path, name: str) -> np.ndarray:
    with gzip.open(data / "mnist" / f"{name}-images-idx3-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)


def read_labels(data: Path, name: str) -> np.ndarray:
    with gzip.open(data / "mnist" / f"{name}-labels-idx1-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=8)


def training_rows(data: Path, count: int) -> dict[str, np.ndarray]:
    """The regenerated pairs; beyond 6,000 more are rendered from the published covariates."""
    made = np.load(data / "dscm_morphomnist_dev" / "regenerated.npz")
    with (data / "dscm_morphomnist_dev" / "train-morpho.csv").open() as file:
        published = [(float(r["thickness"]), float(r["intensity"])) for r in csv.DictReader(file)]
    have = len(made["images"])
    rows = {
        "image": made["images"][:count],
        "digit": read_labels(data, "train")[:count],
        "thickness": np.array([t for t, _ in published[:count]], np.float32),
        "intensity": np.array([i for _, i in published[:count]], np.float32),
    }
    if count > have:
        extra = torch.from_numpy(read_digits(data, "train")[have:count].astype("float32"))[:, None]
        t, i = torch.tensor(published[have:count]).T
        drawn = morpho.set_intensity(morpho.set_thickness(extra, t), i)
        pictures = drawn[:, 0].round().numpy().astype(np.uint8)
        rows["image"] = np.concatenate([rows["image"], pictures])
    return rows


def write_rows(rows: dict[str, np.ndarray], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "image.npy", rows["image"][:, None])
    with (folder / "table.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["digit", "thickness", "intensity", "image"])
        numbers = zip(rows["digit"], rows["thickness"], rows["intensity"], strict=True)
        for k, (digit, thickness, intensity) in enumerate(numbers):
            writer.writerow([int(digit), f"{thickness:.7g}", f"{intensity:.7g}", f"image.npy#{k}"])
    return folder


def test_rows(data: Path, count: int) -> tuple[dict[str, Tensor], Tensor]:
    """Published test images with their covariates, and the MNIST digits they were made from."""
    file = np.load(data / "dscm_morphomnist_dev" / "published.npz")
    pick = np.random.default_rng(0).permutation(len(file["images"]))[:count]
    rows = {
        "digit": torch.from_numpy(file["labels"][pick].astype("int64")),
        "thickness": torch.from_numpy(file["thickness"][pick].astype("float32")),
        "intensity": torch.from_numpy(file["intensity"][pick].astype("float32")),
        "image": torch.from_numpy(file["images"][pick].astype("float32"))[:, None],
    }
    digits = read_digits(data, "t10k")[file["mnist_test_index"][pick]].astype("float32")
    return rows, torch.from_numpy(digits)[:, None]


def other_values(values: Tensor, pool: Tensor, low: float, high: float) -> Tensor:
    """The benchmark's protocol: a test value whose bin (10 over the range) differs."""
    bins = lambda v: ((v - low) / (high - low) * 10).long().clamp(0, 9)
    chosen = torch.empty_like(values)
    for k, value in enumerate(values):
        choice = pool[bins(pool) != bins(value)]
        chosen[k] = choice[torch.randint(len(choice), ())]
    return chosen


class Classifier(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.4), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10),
        )  # fmt: skip


def train_classifier(rows: dict[str, np.ndarray], epochs: int) -> Classifier:
    images = torch.from_numpy(rows["image"].astype("float32"))[:, None] / 255
    labels = torch.from_numpy(rows["digit"].astype("int64"))
    with seeded(0):
        net = Classifier()
        optimiser = torch.optim.Adam(net.parameters(), 1e-3)
        for _ in range(epochs):
            for batch in torch.randperm(len(labels)).split(64):
                shift = tuple(torch.randint(-2, 3, (2,)).tolist())
                logits = net(torch.roll(images[batch], shift, (2, 3)))
                loss = nn.functional.cross_entropy(logits, labels[batch])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
    return net.eval()


def measured(images: Tensor, want: dict[str, Tensor], net: Classifier) -> tuple[float, ...]:
    """Mean absolute thickness (px) and intensity (grey) error, digit accuracy."""
    t = (morpho.thickness(images) - want["thickness"]).abs().nanmean().item()
    i = (morpho.intensity(images) - want["intensity"]).abs().nanmean().item()
    with torch.no_grad():
        y = (net(images / 255).argmax(1) == want["digit"]).float().mean().item()
    return t, i, y


def l1(a: Tensor, b: Tensor) -> float:
    """Mean absolute difference at 32 x 32, grey levels."""
    pad = (2, 2, 2, 2)
    return (nn.functional.pad(a, pad) - nn.functional.pad(b, pad)).abs().mean().item()


Imagine = Callable[[dict[str, Tensor]], dict[str, Tensor]]
"""An intervention on all test rows, to the values of the other world."""


def ours(fit: Fit, rows: dict[str, Tensor], residual: str) -> Imagine:
    def imagine(do: dict[str, Tensor]) -> dict[str, Tensor]:
        with seeded(0), torch.no_grad():
            noise = fit.program.abduct(rows, mean_codes=True)
            if residual == "drop":
                noise["u_image"] = torch.zeros_like(noise["u_image"])
            return fit.program.predict(noise, do)

    return imagine


def peers(net: conditional_vae.ConditionalVae, fit: Fit, rows: dict, residual: float) -> Imagine:
    """Its image mechanism behind our numbers, which are exact: only the image is compared."""

    def imagine(do: dict[str, Tensor]) -> dict[str, Tensor]:
        with torch.no_grad():
            noise = fit.program.abduct(rows, mean_codes=True)
            wanted = ("thickness", "intensity", "digit")
            had = dict(fit.program.predict(noise, do, wanted=wanted))
        return {**had, "image": conditional_vae.counterfactual(net, rows, had, residual)}

    return imagine


def interventions(rows: dict[str, Tensor], pool: dict[str, Tensor]) -> dict[str, dict]:
    t, i, y = rows["thickness"], rows["intensity"], rows["digit"]
    with seeded(0):
        return {
            "do(thickness)": {"thickness": other_values(t, pool["thickness"], 0.876, 6.256)},
            "do(intensity)": {"intensity": other_values(i, pool["intensity"], 66.6, 254.9)},
            "do(digit)": {"digit": (y + torch.randint(1, 10, y.shape)) % 10},
        }


def score(engines: dict[str, Imagine], rows: dict, digits: Tensor, pool: dict, net: Classifier) -> dict:  # fmt: skip
    """Composition, effectiveness and true error of every engine; counterfactuals per second."""
    found: dict = {name: {} for name in (*engines, "copy the image", "true counterfactual")}
    for name, imagine in engines.items():
        start = time.process_time()
        found[name]["composition"] = l1(imagine({})["image"], rows["image"])
        found[name]["per_second"] = len(digits) / (time.process_time() - start)
    for title, action in interventions(rows, pool).items():
        made = {name: imagine(action) for name, imagine in engines.items()}
        want = {k: next(iter(made.values()))[k] for k in ("thickness", "intensity", "digit")}
        images = {name: world["image"] for name, world in made.items()}
        images["copy the image"] = rows["image"]
        # The known generator: it draws a digit that exists, so only for do(t) and do(i).
        known = title != "do(digit)"
        if known:
            bold = morpho.set_thickness(digits, want["thickness"])
            images["true counterfactual"] = morpho.set_intensity(bold, want["intensity"])
        for name, image in images.items():
            found[name][title] = {"measured": measured(image, want, net)}
            if known:
                found[name][title]["true_l1"] = l1(image, images["true counterfactual"])
    found["floor"] = measured(rows["image"], rows, net)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=int, default=6000)
    parser.add_argument("--test", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--out", type=Path, default=Path("out/morphomnist"))
    args = parser.parse_args()
    if not os.environ.get("CAUSALIMG_DATA"):
        raise SystemExit("CAUSALIMG_DATA is not set: this benchmark needs the real digits")
    torch.set_num_threads(1)
    data = Path(os.environ["CAUSALIMG_DATA"])
    train = training_rows(data, args.train)
    folder = write_rows(train, args.out / "data")
    rows, digits = test_rows(data, args.test)
    pool = {k: torch.from_numpy(train[k]) for k in ("thickness", "intensity")}
    net = train_classifier(train, 12)
    tensors = {k: torch.from_numpy(np.array(v)) for k, v in train.items()}
    tensors |= {"image": tensors["image"].float()[:, None], "digit": tensors["digit"].long()}
    for seed in args.seeds:
        start = time.process_time()
        fit = causalimg.load(MODEL).fit(
            folder, args.out / f"run-{seed}", epochs=args.epochs, seed=seed
        )
        seconds = time.process_time() - start
        with seeded(seed):
            peer, peer_rate = conditional_vae.trained(tensors, seconds)
        engines = {f"causalimg, {how}": ours(fit, rows, how) for how in ("keep", "drop")}
        engines |= {
            f"peers' VAE, t_u = {share}": peers(peer, fit, rows, share) for share in (1.0, 0.1)
        }
        found = score(engines, rows, digits, pool, net)
        found["core_minutes"] = seconds / 60
        found["trained_per_second"] = {
            "causalimg": pictures_per_second(args.out / f"run-{seed}", args, seconds),
            "peers' VAE": peer_rate,
        }
        (args.out / f"scores-{seed}.json").write_text(json.dumps(found, indent=1))
        print_table(found, seed)


def pictures_per_second(run: Path, args: argparse.Namespace, seconds: float) -> float:
    """Training images that the fit has seen, over all of its processor time."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    epochs = sum(line["part"] == "image" for line in lines)
    return epochs * (1 - Settings().fit.validation) * args.train / seconds


def print_table(found: dict, seed: int) -> None:
    rates = ", ".join(f"{name} {rate:,.0f}" for name, rate in found["trained_per_second"].items())
    print(
        f"\nseed {seed}, {found['core_minutes']:.1f} core-minutes of fitting each; img/s: {rates}"
    )
    t, i, y = found["floor"]
    print(f"floor on real test images: t {t:.3f}  i {i:.2f}  digit {y:.4f}")
    columns = "t-MAE  i-MAE  digit true-l1"
    titles = (f"{do:5s} {columns}" for do in ("do(t)", "do(i)", "do(y)"))
    print(f"{'':22s}", f"{'cf/s':>7s}", "comp", *titles, sep=" | ")
    for name, cells in found.items():
        if name in ("floor", "core_minutes", "trained_per_second"):
            continue
        speed, comp = cells.get("per_second", float("nan")), cells.get("composition", 0.0)
        line = f"{name:22s} | {speed:7,.0f} | {comp:4.2f}"
        for do in ("do(thickness)", "do(intensity)", "do(digit)"):
            t, i, y = cells.get(do, {}).get("measured", (float("nan"),) * 3)
            true = cells.get(do, {}).get("true_l1", float("nan"))
            line += f" | {'':5s} {t:5.3f} {i:6.2f} {y:6.3f} {true:7.2f}"
        print(line)
    for name, numbers in PUBLISHED.items():
        line = f"{name:22s} | {'':7s} | {COMPOSITION[name]:4.2f}"
        for k in range(3):
            line += f" | {'':5s} {numbers['t'][k]:5.3f} {numbers['i'][k]:6.2f} {numbers['y'][k]:6.3f} {'':7s}"
        print(line)


if __name__ == "__main__":
    main()
