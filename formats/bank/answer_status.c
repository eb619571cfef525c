/* answer_status.c - pain.002: what the bank says of a message, its groups and its payments.
 * life.md 2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/path.h"
#include "formats/bank/answer_reading.h"
#include "formats/base/translate.h"

/* Where a level keeps its values. */
typedef struct LevelNames {
    const char *status, *count, *sum;
} LevelNames;

static const LevelNames level_names[] = {
    [ANSWER_OF_MESSAGE] = {"GrpSts", "OrgnlNbOfTxs", "OrgnlCtrlSum"},
    [ANSWER_OF_GROUP] = {"PmtInfSts", "OrgnlNbOfTxs", "OrgnlCtrlSum"},
    [ANSWER_OF_PAYMENT] = {"TxSts", NULL, NULL},
};

static Status read_totals(const AnswerReading *reading, uint32_t node, AnswerStatus *status)
{
    const LevelNames *names = &level_names[status->level];
    if (names->count == NULL) return STATUS_OK;
    uint32_t count = xml_tree_child(&reading->tree, node, names->count);
    uint32_t sum = xml_tree_child(&reading->tree, node, names->sum);
    status->has_count = count != XML_NODE_NONE;
    status->has_sum = sum != XML_NODE_NONE;
    if (status->has_count) TRY(answer_number(reading, count, &status->count));
    return status->has_sum ? answer_amount(reading, sum, &status->sum) : STATUS_OK;
}

static Status read_tallies(AnswerReading *reading, uint32_t node, AnswerStatus *status)
{
    BankAnswer *out = reading->out;
    status->tally = out->tally_count;
    for (XML_TREE_EACH(each, &reading->tree, node, "NbOfTxsPerSts")) {
        AnswerTally tally;
        uint32_t number = xml_tree_child(&reading->tree, each, "DtldNbOfTxs");
        TRY(answer_need(reading, each, "DtldSts", tally.code, sizeof tally.code));
        if (number == XML_NODE_NONE)
            return answer_refuse(reading, each, "DtldNbOfTxs is missing");
        TRY(answer_number(reading, number, &tally.count));
        TRY(system_grow(&out->tallies, &out->tally_capacity, out->tally_count + 1, sizeof tally,
                        reading->failure));
        out->tallies[out->tally_count++] = tally;
    }
    status->tally_count = out->tally_count - status->tally;
    return STATUS_OK;
}

static Status read_status(AnswerReading *reading, uint32_t node, AnswerStatus *status)
{
    const XmlTree *tree = &reading->tree;
    status->line = tree->nodes[node].line;
    TRY(answer_text(reading, node, level_names[status->level].status, status->code,
                    sizeof status->code));
    for (XML_TREE_EACH(each, tree, node, "StsRsnInf"))
        TRY(answer_reason(reading, each, &status->reason));
    TRY(read_totals(reading, node, status));
    return read_tallies(reading, node, status);
}

static Status add_status(AnswerReading *reading, const AnswerStatus *status)
{
    BankAnswer *out = reading->out;
    TRY(system_grow(&out->statuses, &out->status_capacity, out->status_count + 1,
                    sizeof *status, reading->failure));
    out->statuses[out->status_count++] = *status;
    return STATUS_OK;
}

static Status read_payment(AnswerReading *reading, uint32_t node, const AnswerStatus *group)
{
    AnswerStatus status = {.level = ANSWER_OF_PAYMENT};
    memcpy(status.message_id, group->message_id, sizeof status.message_id);
    memcpy(status.group_id, group->group_id, sizeof status.group_id);
    TRY(read_status(reading, node, &status));
    TRY(answer_need(reading, node, "OrgnlEndToEndId", status.end_to_end_id,
                    sizeof status.end_to_end_id));
    uint32_t amount = xml_tree_path(&reading->tree, node, "OrgnlTxRef/Amt/InstdAmt");
    status.has_amount = amount != XML_NODE_NONE;
    if (status.has_amount) TRY(answer_kroner(reading, amount, &status.amount));
    return add_status(reading, &status);
}

static Status read_group(AnswerReading *reading, uint32_t node, const AnswerStatus *message)
{
    AnswerStatus status = {.level = ANSWER_OF_GROUP};
    memcpy(status.message_id, message->message_id, sizeof status.message_id);
    TRY(answer_need(reading, node, "OrgnlPmtInfId", status.group_id, sizeof status.group_id));
    TRY(read_status(reading, node, &status));
    TRY(add_status(reading, &status));
    for (XML_TREE_EACH(payment, &reading->tree, node, "TxInfAndSts"))
        TRY(read_payment(reading, payment, &status));
    return STATUS_OK;
}

/* --- one report says one thing of a payment --- */

static int compare_payments(const void *left, const void *right)
{
    const AnswerStatus *const *a = left, *const *b = right;
    int order = strcmp((*a)->message_id, (*b)->message_id);
    if (order == 0) order = strcmp((*a)->end_to_end_id, (*b)->end_to_end_id);
    if (order != 0) return order;
    return (*a)->line < (*b)->line ? -1 : (*a)->line > (*b)->line;
}

static Status refuse_twice(const AnswerReading *reading)
{
    const BankAnswer *out = reading->out;
    size_t count = 0;
    CLEANUP(system_free)
    const AnswerStatus **order = system_allocate_zeroed(out->status_count + 1, sizeof *order);
    if (order == NULL) return failure_set(reading->failure, STATUS_MEMORY, reading->name, NULL);
    for (size_t i = 0; i < out->status_count; i++)
        if (out->statuses[i].level == ANSWER_OF_PAYMENT) order[count++] = &out->statuses[i];
    qsort(order, count, sizeof *order, compare_payments);
    for (size_t i = 1; i < count; i++) {
        char where[FAILURE_WHERE_SIZE], id[PAYMENT_ID_SIZE];
        if (strcmp(order[i - 1]->message_id, order[i]->message_id) != 0 ||
            strcmp(order[i - 1]->end_to_end_id, order[i]->end_to_end_id) != 0)
            continue;
        snprintf(where, sizeof where, _("%s, line %zu"), reading->name, order[i]->line);
        memcpy(id, order[i]->end_to_end_id, sizeof id);
        (void)path_mask_idents(id);
        return failure_set(reading->failure, STATUS_INPUT_VALUE, where,
                           "the payment %s has a status twice in this report (also in line "
                           "%zu): ask the bank which one holds",
                           id, order[i - 1]->line);
    }
    return STATUS_OK;
}

Status answer_read_statuses(AnswerReading *reading, uint32_t message)
{
    AnswerStatus status = {.level = ANSWER_OF_MESSAGE};
    uint32_t node = xml_tree_child(&reading->tree, message, "OrgnlGrpInfAndSts");
    if (node == XML_NODE_NONE)
        return answer_refuse(reading, message, "OrgnlGrpInfAndSts is missing");
    TRY(answer_need(reading, node, "OrgnlMsgId", status.message_id, sizeof status.message_id));
    TRY(read_status(reading, node, &status));
    TRY(add_status(reading, &status));
    for (XML_TREE_EACH(group, &reading->tree, message, "OrgnlPmtInfAndSts"))
        TRY(read_group(reading, group, &status));
    return refuse_twice(reading);
}
