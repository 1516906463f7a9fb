"""What a question asks of the drafter's desk: a job in the chat, with whatever it is of; a figure, an order of figures.

    jobs (learned) -> slots (of what), parts (of which part) -> request
    names of measures and places -> figure_question, figure_grid (several at once), comparison (compared_measures)

From outside: `compared_measures`, `comparison`, `figure_grid`, `figure_question`, `figure_words`, `jobs`, `parts`,
`request`, `slots`.
"""
