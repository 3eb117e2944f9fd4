"""What an audit, corrections and a sample tell, in two languages: ``messages.csv``."""

from plantargets.prose import Phrases

message = Phrases("plantargets.review", "messages.csv").say
