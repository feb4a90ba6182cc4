"""Law and policy in one room: duties with their days, evidence, reviews; what each chart says and shows, what warns,
and the page."""
