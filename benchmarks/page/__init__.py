"""What the benchmarks of the page share: a server, visitors without a browser, a browser, and the table they print."""
