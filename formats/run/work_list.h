/*
 * work_list.h - findings as work to be done: what they weigh in kroner, a key that stays while
 * their facts do, what is new since a run, what somebody has handled. control.md 5.
 *
 * Made of lines of findings.jsonl, read or at hand. No ident stands in it. One thread a list.
 */
#ifndef TILSKUDD_FORMATS_WORK_LIST_H
#define TILSKUDD_FORMATS_WORK_LIST_H

#include "formats/run/findings.h"
#include "formats/run/handled_csv.h"
#include "rules/controls/control_actions.h"

typedef enum WorkState {
    WORK_ALL,      /* nothing to compare with */
    WORK_NEW,      /* not among the findings of the run before */
    WORK_REMAINING /* among them, with the same facts */
} WorkState;

typedef struct WorkItem {
    int control;
    uint8_t severity, effect;
    uint8_t state;   /* WorkState */
    uint8_t handled; /* HandledStatus */
    bool money_known;
    bool amount_unknown;           /* the person is held, and nothing is known of the kroner */
    MunicipalityCode municipality; /* MUNICIPALITY_NONE: of none */
    uint32_t record;               /* 0: of none */
    MoneyAtHand money;
    char person[SHA256_HEX_SIZE]; /* keyed hash; "": no person, or no key */
    char key[FINDING_KEY_SIZE];
    size_t message_nb, message_en; /* where they begin in `texts` */
} WorkItem;

typedef struct WorkList {
    WorkItem *items; /* owned */
    size_t count, capacity;
    TextBuffer texts; /* owned */
    bool compared;
    uint32_t gone[CONTROL_NUMBERS_MAX]; /* of the run before, by control, no longer found */
} WorkList;

/* Frees what the list owns; it is empty after it. */
void work_list_free(WorkList *list);
CLEANUP_VALUE(WorkList, work_list_free)
/* A FindingReader: `user` is a WorkList. MEMORY. */
MUST_USE Status work_list_add(void *user, const FindingLine *line, Failure *failure);
/* Says of each item whether `before` has it too, one for one, and counts what is gone. MEMORY.
 */
MUST_USE Status work_list_compare(WorkList *list, const WorkList *before, Failure *failure);
/* Marks what is handled; of rows of one key the last counts. INPUT_VALUE, with file `name` and
 * line, for a key that is another finding's, and for a BLOCK that is not handled as a case. */
MUST_USE Status work_list_handle(WorkList *list, const char *name, const HandledRows *rows,
                                 Failure *failure);
/* Kroner first, then severity, municipality, control, person: the same list, the same order.
 * Marks the items of persons whose amounts nobody knows: 0 kr is never said of them. */
void work_list_sort(WorkList *list);

/* What is at stake, in øre: paid and held of the budget year through the run, or what the run
 * itself pays and holds, whichever is more. 0 when it is not known. */
Ore work_item_ore(const WorkItem *item);
/* Whether somebody has it to do: what holds (also as a case) or warns and is not handled. What
 * only informs is counted. */
bool work_item_is_open(const WorkItem *item);
/* The message in Norwegian or English; borrowed until the list changes. */
const char *work_item_message(const WorkList *list, const WorkItem *item, bool norwegian);

#endif
