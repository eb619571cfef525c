/* reconcile_match.c - an answer becomes facts about what was sent, or is refused. life.md 2. */
#include "engine/reconcile/reconcile.h"

#include <stdio.h>
#include <string.h>

#include "formats/bank/answer_container.h"
#include "formats/bank/answer_excerpt.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/bank/payment_text.h"
#include "formats/base/translate.h"

/* One answer. Facts are kept apart until the whole of it is found right. */
typedef struct Matching {
    const Reconciliation *work;
    const char *path;
    BankAnswer answer;
    uint8_t source[SHA256_SIZE];
    AnswerFacts facts;
    bool *kept; /* by entry of a notification: it is about what was sent */
    LeftAlone left_alone;
    Failure *failure;
} Matching;

static void matching_free(Matching *matching)
{
    bank_answer_free(&matching->answer);
    answer_facts_free(&matching->facts);
    system_free(matching->kept);
}
CLEANUP_VALUE(Matching, matching_free)

static Status refuse(const Matching *matching, size_t line, const char *id, const char *problem)
{
    char where[FAILURE_WHERE_SIZE], shown[PAYMENT_ID_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), matching->path, line);
    snprintf(shown, sizeof shown, "%s", id);
    (void)path_mask_idents(shown);
    return failure_set(matching->failure, STATUS_INPUT_VALUE, where, "%s: %s", shown,
                       translate(problem));
}

/* An id as this ledger's runs begin them. */
static bool is_our_form(const Matching *matching, const char *message_id)
{
    const char *before = matching->work->ledger->mode == LEDGER_LIVE ? "RUN-" : "TEST-";
    return strncmp(message_id, before, strlen(before)) == 0;
}

static const char unknown_message[] = N_(
    "a payment file of this form was never approved in this ledger: is it another ledger's?");

/* --- reports --- */

/* What a report says of the payments of a file, before it is spread over them. */
typedef struct Report {
    const SentFile *file;
    const AnswerStatus *message, *group; /* group: NULL when none is named */
    StatusMeaning *meanings;             /* by payment of the file */
    const AnswerStatus **status;         /* by payment: its own; NULL when it is not named */
} Report;

static Status check_totals(const Matching *matching, const SentFile *file,
                           const AnswerStatus *status)
{
    if (status->has_count && status->count != file->file.count)
        return refuse(matching, status->line, file->file.message_id,
                      "another number of payments than was sent");
    if (status->has_sum && status->sum != file->file.sum)
        return refuse(matching, status->line, file->file.message_id,
                      "another sum than was sent");
    return STATUS_OK;
}

static Status place_payment(const Matching *matching, Report *report,
                            const AnswerStatus *status)
{
    const SentFile *file = report->file;
    size_t payment = reconcile_find(matching->work, status->end_to_end_id);
    if (payment < file->first || payment >= file->first + file->file.count)
        return refuse(matching, status->line, status->end_to_end_id,
                      "this payment is not in the file that is answered");
    if (status->has_amount &&
        status->amount != reconcile_payment(matching->work, payment)->amount)
        return refuse(matching, status->line, status->end_to_end_id,
                      "another amount than was sent");
    report->status[payment - file->first] = status;
    report->meanings[payment - file->first] = status_meaning(status->code, &file->settling);
    return STATUS_OK;
}

static void add_tallies(const Matching *matching, const AnswerStatus *status, GroupStatus *out)
{
    const BankAnswer *answer = &matching->answer;
    if (status->tally_count == 0) return;
    *out = (GroupStatus){.meaning = out->meaning, .tallied = true};
    for (size_t i = 0; i < status->tally_count; i++) {
        const AnswerTally *tally = &answer->tallies[status->tally + i];
        StatusMeaning meaning = status_meaning(tally->code, NULL);
        if (meaning == SAYS_ACCEPTED)
            out->accepted += tally->count;
        else if (meaning == SAYS_REJECTED)
            out->rejected += tally->count;
        else
            out->waiting += tally->count;
    }
}

/* The reason of the nearest level that gives one; above a payment's own status only when that
 * is a rejection. */
static const AnswerReason *nearest_reason(const Report *report, const AnswerStatus *own,
                                          const AnswerStatus *said, StatusMeaning meaning)
{
    const AnswerStatus *const levels[] = {own, report->group, report->message};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (levels[i] == NULL) continue;
        if (levels[i]->reason.code[0] != '\0') return &levels[i]->reason;
        if (levels[i] == said && meaning != SAYS_REJECTED) break;
    }
    return &said->reason;
}

static Status add_status_fact(Matching *matching, const Report *report, size_t index,
                              StatusMeaning meaning, const AnswerStatus *above)
{
    const AnswerStatus *own = report->status[index];
    const AnswerStatus *said = own != NULL && own->code[0] != '\0' ? own : above;
    const char *id = report->file->file.transactions[index].end_to_end_id;
    AnswerFact fact = {.kind = FACT_STATUS,
                       .meaning = meaning,
                       .day = matching->answer.created,
                       .reason = *nearest_reason(report, own, said, meaning),
                       .line = said->line};
    memcpy(fact.message_id, report->file->file.message_id, sizeof fact.message_id);
    memcpy(fact.end_to_end_id, id, sizeof fact.end_to_end_id);
    memcpy(fact.code, said->code, sizeof fact.code);
    memcpy(fact.source, matching->source, SHA256_SIZE);
    return answer_facts_add(&matching->facts, &fact, matching->failure);
}

/* The nearest status above the payments: the group's, else the message's. */
static Status spread(Matching *matching, const Report *report)
{
    const AnswerStatus *above = report->message;
    GroupStatus group = {0};
    size_t count = report->file->file.count;
    add_tallies(matching, report->message, &group);
    if (report->group != NULL) add_tallies(matching, report->group, &group);
    if (report->group != NULL && report->group->code[0] != '\0') above = report->group;
    group.meaning = status_meaning(above->code, &report->file->settling);
    status_resolve(&group, report->meanings, count, report->file->part_rest, report->meanings);
    for (size_t i = 0; i < count; i++)
        if (report->meanings[i] != SAYS_NOTHING)
            TRY(add_status_fact(matching, report, i, report->meanings[i], above));
    return STATUS_OK;
}

/* A report says one thing of a group. */
static Status place_group(const Matching *matching, Report *report, const AnswerStatus *status)
{
    const AnswerStatus *before = report->group;
    TRY(check_totals(matching, report->file, status));
    if (strcmp(status->group_id, report->file->file.message_id) != 0)
        return refuse(matching, status->line, status->group_id,
                      "the file that is answered has no payment group of this id");
    if (before != NULL && status->code[0] != '\0' && before->code[0] != '\0' &&
        strcmp(status->code, before->code) != 0)
        return refuse(matching, status->line, status->group_id,
                      "the payment group has two statuses in this report");
    if (before == NULL || before->code[0] == '\0') report->group = status;
    return STATUS_OK;
}

static Status fill_report(const Matching *matching, Report *report)
{
    const BankAnswer *answer = &matching->answer;
    for (size_t i = 0; i < answer->status_count; i++) {
        const AnswerStatus *status = &answer->statuses[i];
        if (status->level == ANSWER_OF_PAYMENT) {
            TRY(place_payment(matching, report, status));
            continue;
        }
        TRY(status->level == ANSWER_OF_GROUP ? place_group(matching, report, status)
                                             : check_totals(matching, report->file, status));
    }
    return STATUS_OK;
}

static Status match_report(Matching *matching)
{
    const AnswerStatus *message = &matching->answer.statuses[0];
    Report report = {.message = message,
                     .file = reconcile_find_file(matching->work, message->message_id)};
    if (report.file == NULL && is_our_form(matching, message->message_id))
        return refuse(matching, message->line, message->message_id, unknown_message);
    if (report.file == NULL) {
        matching->left_alone.messages++;
        return STATUS_OK;
    }
    size_t count = report.file->file.count;
    CLEANUP(system_free)
    StatusMeaning *meanings = system_allocate_zeroed(count + 1, sizeof *meanings);
    CLEANUP(system_free)
    const AnswerStatus **status = system_allocate_zeroed(count + 1, sizeof *status);
    if (meanings == NULL || status == NULL)
        return failure_set(matching->failure, STATUS_MEMORY, matching->path, NULL);
    report.meanings = meanings;
    report.status = status;
    TRY(fill_report(matching, &report));
    return spread(matching, &report);
}

/* --- notifications --- */

static bool is_our_account(const Matching *matching, const char *account)
{
    const Reconciliation *work = matching->work;
    for (size_t i = 0; i < work->file_count; i++)
        if (strcmp(work->files[i].file.debtor_account, account) == 0) return true;
    return false;
}

/* How often the same entry has named the same before. */
static uint32_t occurrence_of(const Matching *matching, const AnswerBooking *booking)
{
    uint32_t occurrence = 0;
    for (const AnswerBooking *other = matching->answer.bookings; other < booking; other++)
        occurrence += other->entry == booking->entry &&
                      strcmp(other->end_to_end_id, booking->end_to_end_id) == 0 &&
                      strcmp(other->group_id, booking->group_id) == 0;
    return occurrence;
}

static Status add_booking_fact(Matching *matching, const AnswerBooking *booking, FactKind kind,
                               const char *message_id)
{
    AnswerFact fact = {.kind = kind,
                       .reason = booking->reason,
                       .amount = booking->amount,
                       .credit = booking->credit,
                       .has_count = kind == FACT_SUM && booking->has_count,
                       .count = kind == FACT_SUM ? booking->count : 0,
                       .day = booking->booked,
                       .occurrence = occurrence_of(matching, booking),
                       .line = booking->line};
    snprintf(fact.message_id, sizeof fact.message_id, "%s", message_id);
    if (kind == FACT_BOOKED)
        memcpy(fact.end_to_end_id, booking->end_to_end_id, sizeof fact.end_to_end_id);
    memcpy(fact.reference, booking->reference, sizeof fact.reference);
    matching->kept[booking->entry] = true;
    memcpy(fact.source, matching->source, SHA256_SIZE);
    return answer_facts_add(&matching->facts, &fact, matching->failure);
}

/* An entry that names one of our payments. */
static Status match_payment(Matching *matching, const AnswerBooking *booking, size_t payment)
{
    const SentFile *file = reconcile_file_of(matching->work, payment);
    const char *id = booking->end_to_end_id, *said = booking->message_id;
    if (said[0] == '\0') said = booking->group_id;
    if (is_our_form(matching, said) && strcmp(said, file->file.message_id) != 0)
        return refuse(matching, booking->line, id, "this payment is not in the file named");
    if (booking->foreign)
        return refuse(matching, booking->line, id, "booked in another currency than NOK");
    if (booking->amount != reconcile_payment(matching->work, payment)->amount)
        return refuse(matching, booking->line, id, "another amount than was sent");
    return add_booking_fact(matching, booking, FACT_BOOKED, file->file.message_id);
}

/* An entry that names no payment: it may be of a whole file. */
static Status match_sum(Matching *matching, const AnswerBooking *booking)
{
    const char *id = booking->group_id[0] != '\0' ? booking->group_id : booking->message_id;
    const SentFile *file = reconcile_find_file(matching->work, id);
    if (file == NULL && is_our_form(matching, id))
        return refuse(matching, booking->line, id, unknown_message);
    if (file == NULL) {
        matching->left_alone.entries++;
        return STATUS_OK;
    }
    if (booking->foreign)
        return refuse(matching, booking->line, id, "booked in another currency than NOK");
    return add_booking_fact(matching, booking, FACT_SUM, id);
}

static bool names_payment(const AnswerBooking *booking)
{
    MunicipalityCode code;
    PaymentGroup group;
    return payment_end_to_end_parse(booking->end_to_end_id, &code, &group);
}

static Status match_booking(Matching *matching, const AnswerBooking *booking)
{
    size_t payment = reconcile_find(matching->work, booking->end_to_end_id);
    if (!is_our_account(matching, booking->account)) {
        matching->left_alone.accounts++;
        return STATUS_OK;
    }
    if (payment < matching->work->payment_count)
        return match_payment(matching, booking, payment);
    if (names_payment(booking))
        return refuse(matching, booking->line, booking->end_to_end_id,
                      "a payment of this form was never sent from this ledger");
    bool blank =
        booking->end_to_end_id[0] == '\0' || strcmp(booking->end_to_end_id, "NOTPROVIDED") == 0;
    if (blank) return match_sum(matching, booking);
    matching->left_alone.entries++;
    return STATUS_OK;
}

/* --- accounts that were looked at --- */

/* The notifications show the account of a file up to its payment date or later. */
static Status match_seen(Matching *matching, const SentFile *file)
{
    AnswerFact fact = {.kind = FACT_SEEN, .day = DAY_NONE};
    for (size_t i = 0; i < matching->answer.notice_count; i++) {
        const AnswerNotice *notice = &matching->answer.notices[i];
        bool ours = strcmp(notice->account, file->file.debtor_account) == 0;
        if (ours && notice->last != DAY_NONE && notice->last > fact.day)
            fact.day = notice->last;
    }
    if (fact.day == DAY_NONE || fact.day < file->file.execution_day) return STATUS_OK;
    memcpy(fact.message_id, file->file.message_id, sizeof fact.message_id);
    memcpy(fact.source, matching->source, SHA256_SIZE);
    return answer_facts_add(&matching->facts, &fact, matching->failure);
}

/* --- one answer --- */

static Status match(Matching *matching)
{
    matching->kept = system_allocate_zeroed(matching->answer.entry_count + 1, sizeof(bool));
    if (matching->kept == NULL)
        return failure_set(matching->failure, STATUS_MEMORY, matching->path, NULL);
    if (matching->answer.form <= ANSWER_PAIN_002_10) return match_report(matching);
    for (size_t i = 0; i < matching->answer.booking_count; i++)
        TRY(match_booking(matching, &matching->answer.bookings[i]));
    for (size_t i = 0; i < matching->work->file_count; i++)
        TRY(match_seen(matching, &matching->work->files[i]));
    return STATUS_OK;
}

static void add_left_alone(LeftAlone *to, const LeftAlone *from)
{
    to->messages += from->messages;
    to->accounts += from->accounts;
    to->entries += from->entries;
    to->announced += from->announced;
}

/* What the bank has signed takes the place of its envelope. */
static Status unwrap(const char *path, const Certificate *bank, InputFile *file,
                     Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer answer = TEXT_BUFFER_EMPTY;
    TRY(answer_container_read(path, file->bytes, file->size, bank, &answer, failure));
    input_file_free(file);
    input_file_take(file, &answer);
    return STATUS_OK;
}

/* The content of an answer: the one place where its bytes come from. */
static Status answer_content(const Reconciliation *work, const char *path, InputFile *out,
                             uint8_t sha256[SHA256_SIZE], Failure *failure)
{
    const Certificate *bank = work->ledger->identity.bank;
    TRY(input_file_read(path, ANSWER_FILE_MAX, out, failure));
    if (answer_container_is(out->bytes, out->size)) {
        TRY(unwrap(path, bank, out, failure));
    } else if (bank != NULL) {
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "this ledger takes only answers in a container that its bank has "
                           "signed (ledger renew --bank)");
    }
    return sha256_of(out->bytes, out->size, sha256, failure);
}

static bool was_given(const Reconciliation *work, const uint8_t sha256[SHA256_SIZE])
{
    for (size_t i = 0; i < work->source_count; i++)
        if (memcmp(work->sources[i].sha256, sha256, SHA256_SIZE) == 0) return true;
    return answer_facts_has_source(&work->known, sha256);
}

static Status add_source(Reconciliation *work, const Matching *matching, const InputFile *file,
                         Failure *failure)
{
    TRY(system_grow(&work->sources, &work->source_capacity, work->source_count + 1,
                    sizeof *work->sources, failure));
    AnswerSource *source = &work->sources[work->source_count++];
    memcpy(source->sha256, matching->source, SHA256_SIZE);
    snprintf(source->path, sizeof source->path, "%s", matching->path);
    source->size = file->size;
    source->excerpt = TEXT_BUFFER_EMPTY;
    answer_excerpt(file->bytes, file->size, matching->kept, matching->answer.entry_count,
                   &source->excerpt);
    return text_buffer_status(&source->excerpt, failure);
}

static Status take_answer(Reconciliation *work, const char *path, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(matching_free)
    Matching matching = {.work = work, .path = path, .failure = failure};
    INVARIANT(work->bank_profiles != NULL);
    TRY(answer_content(work, path, &file, matching.source, failure));
    if (was_given(work, matching.source)) {
        work->left_alone.repeated++;
        return STATUS_OK;
    }
    TRY(bank_answer_read(path, file.bytes, file.size, &matching.answer, failure));
    TRY(match(&matching));
    TRY(add_source(work, &matching, &file, failure));
    for (size_t i = 0; i < matching.facts.count; i++)
        TRY(answer_facts_add(&work->given, &matching.facts.items[i], failure));
    matching.left_alone.announced = matching.answer.not_booked;
    add_left_alone(&work->left_alone, &matching.left_alone);
    return STATUS_OK;
}

/* The order of files in a folder is that of their names, and does not matter. */
Status reconcile_answer(Reconciliation *work, const char *path, Failure *failure)
{
    char below[PATH_SIZE];
    PathKind kind;
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_FOLDER) return take_answer(work, path, failure);
    TRY(path_list(path, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        TRY(path_join(path, list.names[i], below, failure));
        TRY(take_answer(work, below, failure));
    }
    return STATUS_OK;
}
