"""Whether what is planted is found: many made-up counties, each counted and judged by the program itself."""
