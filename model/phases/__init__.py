"""The phases of a week, one file each, in the order of `model.week.PHASES`."""
