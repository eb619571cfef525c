/*
 * run_looks.c - what the ledger is told of a settled person, to know it again: persons.csv.gz.
 * grants.md 4.4; formats/run/person_links.h.
 */
#include "engine/run/run_controls.h"
#include "formats/base/stage_clock.h"

Status run_append_look(const Run *run, const PersonAt *at, IdentList *others, LookPlace *place,
                       TextBuffer *out, Failure *failure)
{
    STAGE(FORMAT);
    const Registration *person = &at->view;
    TRY(run_other_idents(run, at, others, failure));
    PersonLook look = {.ident = person->ident,
                       .born = person->born,
                       .settled = person->settlement.date,
                       .settled_in = person->settlement.municipality,
                       .background = person->background,
                       .former_count = (uint16_t)others->count,
                       .sex = person->sex};
    if (!person_look_stands(&run->links, &look, others->items, place))
        look_csv_append(out, &look, others->items);
    return STATUS_OK;
}
