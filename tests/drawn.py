"""What holds of every drawn figure, in whichever room it is made."""

from matplotlib.figure import Figure
from matplotlib.text import Text

from plantargets.figures.style import LEAST_POINTS


def assert_can_be_read_on_its_page(figure: Figure) -> None:
    """Draw a figure: its smallest type is large enough, and nothing of it stands beyond the page."""
    figure.draw_without_rendering()
    words = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    assert min(text.get_fontsize() for text in words) >= LEAST_POINTS
    box = figure.get_tightbbox()
    assert box.x0 >= -0.01
    assert box.x1 <= figure.get_figwidth() + 0.01
    assert box.y0 >= -0.01
    assert box.y1 <= figure.get_figheight() + 0.01
