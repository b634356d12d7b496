"""ICC profiles to plant in files: small ones that Fixtures is made with, and broken ones."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Fixtures"))
from generator import icc  # noqa: E402

GRAY = icc.gray("Gray 1.8", icc.gamma_curve(1.8))
ALL = [icc.srgb(), icc.display_p3(), icc.adobe_rgb(), icc.display_p3(), GRAY, icc.display_p3()[:300], b"no profile"]
