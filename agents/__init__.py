"""Who chooses: the task force, unit heads and rivals as objects, everybody else as vectorised populations."""
