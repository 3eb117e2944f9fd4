"""State the checksums of invented statistics, as the data package of the project does for its own."""

import hashlib
import json
from pathlib import Path


def seal(root: Path) -> None:
    """Write ``data/datapackage.json`` with the SHA-256 of every table below ``data/statistics``."""
    resources = [
        {"path": f"statistics/{path.name}", "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"}
        for path in sorted((root / "data" / "statistics").glob("*.csv"))
    ]
    (root / "data" / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
