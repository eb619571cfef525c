/* key_changes_findings.c - what changed of people and keys, for the control team. life.md 1. */
#include <stdio.h>
#include <string.h>

#include "formats/run/entry_findings.h"
#include "formats/trust/key_changes.h"

enum { SHOWN_DIGITS = 16 };

static EntryFinding finding_of(const KeyChange *change, KeyChangeWay way)
{
    if (strcmp(change->what, "signer") == 0) return ENTRY_FINDING_SIGNER;
    if (strcmp(change->what, "stop") == 0) return ENTRY_FINDING_STOP;
    if (strcmp(change->what, "authority") == 0 && way.by_recovery)
        return ENTRY_FINDING_RECOVERED;
    if (strcmp(change->what, "log-key") == 0 && way.log_key_lost)
        return ENTRY_FINDING_LOG_KEY_LOST;
    return ENTRY_FINDING_KEY;
}

static const char *or_none(const char *text)
{
    return text[0] != '\0' ? text : "-";
}

static void add_finding(const KeyChange *change, KeyChangeWay way, TextBuffer *out)
{
    char before[SHOWN_DIGITS + 1], after[SHOWN_DIGITS + 1];
    snprintf(before, sizeof before, "%.*s", SHOWN_DIGITS, or_none(change->before));
    snprintf(after, sizeof after, "%.*s", SHOWN_DIGITS, or_none(change->after));
    const EntryFindingValue values[] = {
        {"what", change->what}, {"person", or_none(change->person)},
        {"role", change->role}, {"before", before},
        {"after", after},       {"note", or_none(change->note)}};
    entry_finding_append(out, finding_of(change, way), MUNICIPALITY_NONE, values,
                         sizeof values / sizeof values[0]);
}

void key_changes_findings(const KeyChanges *changes, KeyChangeWay way, TextBuffer *out)
{
    text_buffer_text(out, "");
    for (size_t i = 0; i < changes->count; i++)
        add_finding(&changes->items[i], way, out);
}
