"""From files and folders of plans to one file of targets, however many there are."""

from plantargets.corpus.extract import Extraction, extract_files

__all__ = ["Extraction", "extract_files"]
