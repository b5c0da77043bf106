"""What a publication is made from, as a hash: when it is the same, a refresh has nothing to do."""

import hashlib
import json

from pipelines.checks import SUITES
from pipelines.linking.keeping import linking_on_disk
from pipelines.loading import Delivery
from pipelines.site import SiteFolder
from warehouse import versions

CODE_VERSION = 2  # counted up when the same files would give another publication


def fingerprint(folder: SiteFolder, deliveries: tuple[Delivery, ...]) -> str:
    """Hash of everything a publication is made from: files in order, settings, mappings, this code."""
    settings = [
        versions.sha256_of(path)
        for path in [
            folder.path / "site.toml",
            *folder.mapping_files,
            *folder.code_lists,
            *sorted(SUITES.glob("*.json")),
        ]
    ]
    files = [(item.extract_id, item.mapping_name, str(item.covers_to)) for item in deliveries]
    return hashlib.sha256(json.dumps([CODE_VERSION, settings, files]).encode()).hexdigest()


def made_from(folder: SiteFolder, deliveries: tuple[Delivery, ...]) -> str:
    """The fingerprint of what lies there now: equal to that in force when a refresh has nothing to do."""
    return with_linking(fingerprint(folder, deliveries), linking_on_disk(folder))


def with_linking(fingerprint: str, linking: str) -> str:
    """Model and decisions can change in the course of a refresh, so they are added when they are known."""
    return hashlib.sha256(f"{fingerprint}{linking}".encode()).hexdigest() if linking else fingerprint
