"""Story 2, real digits: fit models/morphomnist.scm, then score its counterfactual images.

    CAUSALIMG_DATA=../shared/data python benchmarks/morphomnist.py [--train 6000] [--test 400]

Effectiveness is measured by morphometry (thickness, intensity) and by a classifier trained on real
images (digit); the true counterfactual is the original digit, rendered with the intervened
thickness and intensity (peers' convention: 32 x 32, zero-padded, grey levels 0..255). Beside the
model stand the copy of the factual image and the floor that real images reach.
"""

import argparse
import csv
import gzip
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import causalimg
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


def counterfactual(fit: Fit, rows: dict, do: dict, residual: str, seed: int) -> dict[str, Tensor]:
    program = fit.program
    with seeded(seed), torch.no_grad():
        noise = program.abduct(rows, mean_codes=True)
        if residual == "drop":
            noise["u_image"] = torch.zeros_like(noise["u_image"])
        return program.predict(noise, do)


def score(fit: Fit, rows: dict, digits: Tensor, pool: dict, net: Classifier, seed: int) -> dict:
    with seeded(seed):
        do = {
            "do(thickness)": {"thickness": other_values(rows["thickness"], pool["thickness"], 0.876, 6.256)},
            "do(intensity)": {"intensity": other_values(rows["intensity"], pool["intensity"], 66.6, 254.9)},
            "do(digit)": {"digit": (rows["digit"] + torch.randint(1, 10, rows["digit"].shape)) % 10},
        }  # fmt: skip
    found: dict = {"keep": {}, "drop": {}, "copy": {}, "truth": {}}
    for residual in ("keep", "drop"):
        null = counterfactual(fit, rows, {}, residual, seed)
        found[residual]["composition"] = l1(null["image"], rows["image"])
        for name, action in do.items():
            made = counterfactual(fit, rows, action, residual, seed)
            want = {k: made[k] for k in ("thickness", "intensity", "digit")}
            row = {"measured": measured(made["image"], want, net)}
            if name != "do(digit)":
                # The known generator: intensity follows thickness with the row's own noise.
                true = morpho.set_intensity(
                    morpho.set_thickness(digits, want["thickness"]), want["intensity"]
                )
                row["true_l1"] = l1(made["image"], true)
                found["copy"].setdefault(
                    name,
                    {
                        "true_l1": l1(rows["image"], true),
                        "measured": measured(rows["image"], want, net),
                    },
                )
                found["truth"].setdefault(
                    name, {"true_l1": 0.0, "measured": measured(true, want, net)}
                )
            found[residual][name] = row
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
    data = Path(os.environ["CAUSALIMG_DATA"])
    train = training_rows(data, args.train)
    folder = write_rows(train, args.out / "data")
    rows, digits = test_rows(data, args.test)
    pool = {k: torch.from_numpy(train[k]) for k in ("thickness", "intensity")}
    net = train_classifier(train, 12)
    for seed in args.seeds:
        start = time.process_time()
        fit = causalimg.load(MODEL).fit(
            folder, args.out / f"run-{seed}", epochs=args.epochs, seed=seed
        )
        minutes = (time.process_time() - start) / 60
        found = score(fit, rows, digits, pool, net, seed)
        found["core_minutes"] = minutes
        (args.out / f"scores-{seed}.json").write_text(json.dumps(found, indent=1))
        print_table(found, seed)


def print_table(found: dict, seed: int) -> None:
    print(f"\nseed {seed}, {found['core_minutes']:.1f} core-minutes of fitting")
    print(
        f"floor on real test images: t {found['floor'][0]:.3f}  i {found['floor'][1]:.2f}  "
        f"digit {found['floor'][2]:.4f}"
    )
    head = f"{'':22s}{'comp.':>7s}"
    for name in ("do(t)", "do(i)", "do(y)"):
        head += f" | {name:>6s} t-MAE  i-MAE  digit true-l1"
    print(head)
    for label, key in (("causalimg, keep", "keep"), ("causalimg, drop", "drop"), ("copy the image", "copy"),
                       ("true counterfactual", "truth")):  # fmt: skip
        line = f"{label:22s}{found[key].get('composition', 0.0):7.3f}"
        for name in ("do(thickness)", "do(intensity)", "do(digit)"):
            cell = found[key].get(name)
            if cell is None:
                line += " | " + " " * 35
                continue
            t, i, y = cell["measured"]
            line += (
                f" | {'':6s} {t:5.3f} {i:6.2f} {y:6.3f} {cell.get('true_l1', float('nan')):7.2f}"
            )
        print(line)
    for label, numbers in PUBLISHED.items():
        line = f"{label:22s}{COMPOSITION[label]:7.3f}"
        for k in range(3):
            line += f" | {'':6s} {numbers['t'][k]:5.3f} {numbers['i'][k]:6.2f} {numbers['y'][k]:6.3f} {'':7s}"
        print(line)


if __name__ == "__main__":
    main()
