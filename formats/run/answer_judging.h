/*
 * answer_judging.h - what facts of the bank's answers come to, before rules/answers judges
 * them. life.md 2.
 *
 * Pure; any thread with its own facts.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_JUDGING_H
#define TILSKUDD_FORMATS_ANSWER_JUDGING_H

#include "formats/run/answer_facts.h"

/* Whether a status can mean what it says it means by its code. */
bool answer_fact_is_sound(const AnswerFact *fact);
/* Sorts `given` and leaves out what `known` (sorted) tells too, in whichever answer, and what
 * is told twice; of a file's account that was seen one fact is enough. */
void answer_facts_keep_new(AnswerFacts *given, const AnswerFacts *known);
/* Whether an entry of the account is told twice, by its reference, with another sum, direction
 * or number of payments; of sorted facts. *first, *second: the two, borrowed. */
bool answer_facts_contradict(const AnswerFacts *facts, const AnswerFact **first,
                             const AnswerFact **second);
/* The movement that a booked fact is; `owner` is its payment. */
Movement answer_fact_movement(const AnswerFact *fact, size_t owner);
/* The entries of one file that name no payment, each once; `items` are the facts of the file.
 * An entry that is told with its payments counts by them. */
BatchTotal answer_facts_sum(const AnswerFact *items, size_t count);
/* What a fact is worth as the reason of a state: 0 is none. */
int answer_fact_worth(const AnswerFact *fact, const PaymentState *state);

#endif
