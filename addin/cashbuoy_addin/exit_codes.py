"""What a command tells the shell; 0 where it is done."""

# Done, and the result holds an error that matters: a formula error, problems in a policy, a control
# total that does not hold (the workbook is written all the same, so that Checks can show it).
FOUND = 1
# Not done: wrong usage, files that cannot be read or are refused.
REFUSED = 2
