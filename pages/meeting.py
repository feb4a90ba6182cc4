"""What the steering meeting is given: a pack chosen from everything that is shown, as slides, pages to print and a
workbook."""

from pages.kit.guard import guard
from pages.kit.meeting.show import show_meeting

view = guard("meeting")

show_meeting(view)
