"""The misconceptions of `numerical_gradient` in words: id, what the function does, a question, why, where to read."""

from ..task import Fault

CELLS = {
    "central-difference": "how two values of f, one on each side of x, give a slope",
    "one-number-at-a-time": "how a gradient is measured, one number of x at a time",
    "step-size": "what the step is, and how its size enters the error",
}

FAULTS = (
    Fault(
        "forward_difference",
        "This is a forward difference: the value ahead is compared with the value at x itself.",
        "At which two points is f evaluated for one slope, and where does x lie between them?",
        "A one-sided difference leans to the side it looks at: its error shrinks in proportion to the step. With one "
        "point on each side the leanings cancel, and the error shrinks with the square of the step.",
        "central-difference",
    ),
    Fault(
        "backward_difference",
        "This is a backward difference: the value at x itself is compared with the value behind it.",
        "At which two points is f evaluated for one slope, and where does x lie between them?",
        "A one-sided difference leans to the side it looks at: its error shrinks in proportion to the step. With one "
        "point on each side the leanings cancel, and the error shrinks with the square of the step.",
        "central-difference",
    ),
    Fault(
        "forward_over_two_steps",
        "The value ahead is compared with the value at x itself, but divided by two steps.",
        "Where does x stand when f is evaluated for the second time: behind its old place, or back at it?",
        "After moving ahead by one step, one step back only returns to x. The distance between the two points and the "
        "number in the denominator have to be the same.",
        "central-difference",
    ),
    Fault(
        "two_steps_ahead",
        "Both steps go ahead: x two steps further on is compared with x itself.",
        "At which two points is f evaluated for one slope, and where does x lie between them?",
        "The two points may well be two steps apart, but x has to lie in the middle: only then do the leanings of the "
        "two sides cancel.",
        "central-difference",
    ),
    Fault(
        "forgets_the_two",
        "The difference is not divided by 2: the two points lie two steps apart.",
        "How far apart are the two points at which f is evaluated?",
        "A slope is the change of f divided by the distance over which it changed; from one step behind to one step "
        "ahead that is more than one step.",
        "central-difference",
    ),
    Fault(
        "divides_behind_only",
        "Only the second value of f is divided by the two steps: brackets are missing.",
        "Which of the two operations comes first on that line, the difference or the division?",
        "Without brackets the division goes first and takes the second value alone; the whole difference has to be "
        "divided.",
        "central-difference",
    ),
    Fault(
        "halved_again",
        "The slopes are half as large as they should be: there is one division by 2 too many.",
        "How far apart are the two points at which f is evaluated, and what do you divide by?",
        "The denominator is the distance of the two points and nothing more.",
        "central-difference",
    ),
    Fault(
        "forgets_the_step",
        "The difference of the two values of f is not divided by the step.",
        "What happens to your result when the step is made half as long?",
        "A change of f becomes a slope by being divided by the distance; without that, a smaller step gives a smaller "
        "number.",
        "central-difference",
    ),
    Fault(
        "multiplies_by_step",
        "The difference is divided by 2 and then multiplied by the step.",
        "In `a / 2 * b`, is b above or below the fraction line?",
        "Division and multiplication are carried out from left to right; a product in the denominator needs brackets.",
        "central-difference",
    ),
    Fault(
        "divides_by_step_twice",
        "The difference is divided by the step twice.",
        "What happens to your result when the step is made half as long, for a function that is a straight line?",
        "A straight line has one slope, whatever the step. The square of the step belongs to second derivatives.",
        "central-difference",
    ),
    Fault(
        "second_derivative",
        "This is the second derivative: it measures how the slope changes, not the slope.",
        "What does your function answer for a straight line?",
        "Twice the value in the middle, taken away from the two outer ones, leaves the curvature, which is 0 for every "
        "straight line.",
        "central-difference",
    ),
    Fault(
        "opposite_sign",
        "The slopes have the opposite sign.",
        "For a function that grows when x grows, which of your two values of f is the larger one?",
        "The change is counted in the direction in which x moves: the later value less the earlier one.",
        "central-difference",
    ),
    Fault(
        "absolute_slope",
        "The slopes have lost their sign: none of them is negative.",
        "Which slope has a function that falls when x grows?",
        "The sign says which way is up; without it descent would not know where to go.",
        "central-difference",
    ),
    Fault(
        "adds_values",
        "The two values of f are added, not compared.",
        "What does your function answer where f is constant and not 0?",
        "A slope is about a change, so a constant function has the slope 0.",
        "central-difference",
    ),
    Fault(
        "half_step",
        "The two points lie half a step away from x, not a whole one.",
        "How far from x are your two points, for the step in the call above?",
        "The step is how far x moves to each side. With half of it the slope differs wherever f is neither a line nor "
        "a parabola.",
        "step-size",
    ),
    Fault(
        "own_step",
        "The argument step is not used: the function takes a small step of its own.",
        "Does your result change when the step in the call above is made twice as long?",
        "The best step depends on f and on the precision of the numbers, so the caller chooses it.",
        "step-size",
    ),
    Fault(
        "moves_everything",
        "All numbers of x are moved at once, so every place gets the same slope.",
        "Which of the numbers of x differ between your two points?",
        "The slope along one number is measured with all others held still. Moving all of them adds up their slopes.",
        "one-number-at-a-time",
    ),
    Fault(
        "one_slope_for_all",
        "All numbers of x are moved at once, and one number comes back for all of them.",
        "How many slopes has a function of three numbers?",
        "The slope along one number is measured with all others held still, and each has its own place in g.",
        "one-number-at-a-time",
    ),
    Fault(
        "always_moves_first",
        "It is always the first number of x that is moved, so every place gets the slope along that one.",
        "Which number of x is moved when the slope along the last one is measured?",
        "The place that is moved and the place of g that is filled have to be the same.",
        "one-number-at-a-time",
    ),
    Fault(
        "moves_rows",
        "Whole rows of x are moved at once: each number of a row gets the same slope.",
        "Which part of x does an index like x[0] stand for when x has two axes?",
        "With one index a matrix gives a row, not a number. Every number of x needs a slope of its own.",
        "one-number-at-a-time",
    ),
    Fault(
        "one_axis_only",
        "It works for an array with one axis only.",
        "Which indices does a number of a matrix have?",
        "Parameters come as matrices too, and f expects x in its own shape. NumPy can list the indices of an array of "
        "any shape.",
        "one-number-at-a-time",
    ),
    Fault(
        "two_axes_only",
        "It works for an array with two axes only.",
        "How many indices does a number of a vector have, and one of an array with three axes?",
        "Parameters come as vectors and matrices, and later with four axes. NumPy can list the indices of an array of "
        "any shape.",
        "one-number-at-a-time",
    ),
    Fault(
        "f_gets_flat",
        "f gets all numbers of x in one row, not in the shape of x.",
        "Which shape has the array that f is called with, and which shape has x?",
        "f was written for arrays shaped like x and may look for rows and columns.",
        "one-number-at-a-time",
    ),
    Fault(
        "stays_behind",
        "A number that has been moved stays one step behind its old place while the next slopes are measured.",
        "Which value has x[0] while the slope along x[1] is being measured?",
        "Each slope belongs to the same point x, so a number has to be back at its place before the next is moved.",
        "one-number-at-a-time",
    ),
    Fault(
        "stays_ahead",
        "A number that has been moved stays one step ahead of its old place while the next slopes are measured.",
        "Which value has x[0] while the slope along x[1] is being measured?",
        "Each slope belongs to the same point x, so a number has to be back at its place before the next is moved.",
        "one-number-at-a-time",
    ),
    Fault(
        "both_walk",
        "The two points are never taken back: with each slope they move further apart.",
        "In how many numbers do your two points differ when the last slope is measured?",
        "Each slope belongs to one number, so the two points may differ in that number alone.",
        "one-number-at-a-time",
    ),
    Fault(
        "same_point",
        "Every slope comes out as 0: f is evaluated at the same point twice, or g is never filled.",
        "Are your two points two arrays, or two names of the same one?",
        "Assigning an array to a second name makes no second array: a change through one name is seen through the "
        "other.",
        "one-number-at-a-time",
    ),
    Fault(
        "slope_at_zero",
        "The slopes are those at 0, not at x.",
        "What does your result depend on besides f and the step?",
        "An array that holds only the step is the move, not the point: the move starts from x.",
        "one-number-at-a-time",
    ),
    Fault(
        "others_at_zero",
        "While one number of x is moved, the others are 0.",
        "Which values have the other numbers of x while one of them is moved?",
        "The others are held where they are; a function that multiplies them would see only zeros.",
        "one-number-at-a-time",
    ),
    Fault(
        "sets_instead_of_adds",
        "The number of x is replaced by the step, not moved by it.",
        "Which value has x[0] when f is evaluated, for the call above?",
        "Moving keeps where the number was and adds to it; an assignment forgets where it was.",
        "one-number-at-a-time",
    ),
    Fault(
        "scales_instead_of_adds",
        "The number of x is multiplied by 1 plus the step, not moved by the step.",
        "How far does a number that is 0 move in your function, and how far one that is 8?",
        "The distance of the two points must be the one that you divide by, for every size of the number.",
        "step-size",
    ),
    Fault(
        "one_number_to_f",
        "f gets a single number of x, not the whole array.",
        "What does f expect: one number, or an array like x?",
        "f may combine the numbers of x in any way, so it needs all of them, with one moved.",
        "one-number-at-a-time",
    ),
    Fault(
        "stops_after_first",
        "Only the first slope is measured; the others stay 0.",
        "How often does your loop run before the function returns?",
        "A return inside the loop ends it in its first round.",
        "one-number-at-a-time",
    ),
    Fault(
        "misses_last",
        "The last number of x gets no slope: it stays 0.",
        "For three numbers, which is the last index that your loop visits?",
        "A range ends before its end: it needs no 1 taken away.",
        "one-number-at-a-time",
    ),
    Fault(
        "divided_by_size",
        "The slopes are divided by how many numbers x has.",
        "How does the slope along x[0] change when x gets one more number that f does not use?",
        "Each slope is a measurement of its own; nothing is averaged over the numbers of x.",
        "one-number-at-a-time",
    ),
    Fault(
        "adds_up_slopes",
        "The slopes are added up into one number.",
        "How many slopes has a function of three numbers?",
        "The gradient keeps one slope for each number of x, at the same place.",
        "one-number-at-a-time",
    ),
    Fault(
        "keeps_last_slope",
        "Only the last slope comes back, as a single number.",
        "Where does your loop keep the slope of its first round?",
        "Each round writes over what the one before has found, unless every slope has a place of its own.",
        "one-number-at-a-time",
    ),
    Fault(
        "returns_flat",
        "The slopes come back in one row, whatever the shape of x.",
        "Which shape has g for an x of shape (2, 3)?",
        "A gradient has the shape of what it is the gradient of, so that the two can be added.",
        "one-number-at-a-time",
    ),
    Fault(
        "returns_list",
        "The slopes come back as a list, not as an array.",
        "What does g * 2 give if g is a list?",
        "A list is joined and repeated where an array does arithmetic; descent needs arithmetic.",
        "one-number-at-a-time",
    ),
    Fault(
        "returns_transposed",
        "The slopes come back transposed: rows and columns are exchanged.",
        "At which place of g is the slope along x[0, 1]?",
        "A gradient has the shape of what it is the gradient of: each slope stands where its number stands.",
        "one-number-at-a-time",
    ),
    Fault(
        "exchanges_axes",
        "The slopes are filled in column by column, but were measured row by row.",
        "At which place of g is the slope along x[0, 1]?",
        "Taking an array apart and putting it together again has to follow the same order.",
        "one-number-at-a-time",
    ),
    Fault(
        "whole_numbers",
        "The slopes lose their fractions: they are kept in an array of whole numbers.",
        "Which dtype has the array that your slopes are written into?",
        "An array of whole numbers drops the fraction of everything that is written into it.",
        "one-number-at-a-time",
    ),
)
