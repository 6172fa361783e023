"""Who runs when: events, requests, waits, schedules, under a clock that is handed in."""
