"""Law and policy drawn: days on a line, duties by wave, findings by age, the index over time."""
