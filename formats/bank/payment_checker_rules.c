/* payment_checker_rules.c - the business rules common to all banks. payments.md 2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bank/payment_checking.h"
#include "formats/bank/payment_lexical.h"
#include "formats/bank/payment_text.h"
#include "formats/xml/strict_xml.h"
#include "formats/base/utf8.h"
#include "rules/base/date.h"
#include "rules/base/identity.h"

/* One id and where it stands, for the search of duplicates. */
typedef struct IdPlace {
    const char *text;
    size_t length;
    uint32_t node;
} IdPlace;

typedef struct IdList {
    IdPlace *places;
    size_t count, capacity;
} IdList;

/* What is added up: of a payment group, and of all. */
typedef struct Totals {
    size_t count;
    ExactAmount sum;
    bool sum_known; /* false once an amount could not be read */
} Totals;

typedef struct RuleState {
    Checking *checking;
    IdList end_to_end, groups;
    const char *currency; /* of the first amount; three letters, not NUL-terminated */
    bool mixed_found;
} RuleState;

/* ---- duplicates ---- */

static void add_id(RuleState *state, IdList *list, uint32_t node)
{
    Checking *checking = state->checking;
    if (node == XML_NODE_NONE || checking->status != STATUS_OK) return;
    checking->status = system_grow(&list->places, &list->capacity, list->count + 1,
                                   sizeof *list->places, checking->failure);
    if (checking->status != STATUS_OK) return;
    IdPlace *place = &list->places[list->count++];
    place->node = node;
    place->text = xml_tree_text(&checking->tree, node, &place->length);
}

static int compare_ids(const IdPlace *left, const IdPlace *right)
{
    if (left->length != right->length) return left->length < right->length ? -1 : 1;
    return memcmp(left->text, right->text, left->length);
}

static int compare_places(const void *left_pointer, const void *right_pointer)
{
    const IdPlace *left = left_pointer, *right = right_pointer;
    int order = compare_ids(left, right);
    return order != 0 ? order : (left->node > right->node) - (left->node < right->node);
}

static void find_duplicates(RuleState *state, IdList *list, PaymentRule rule)
{
    if (list->count == 0) return;
    qsort(list->places, list->count, sizeof *list->places, compare_places);
    size_t first = 0;
    for (size_t i = 1; i < list->count; i++) {
        if (compare_ids(&list->places[first], &list->places[i]) != 0) {
            first = i;
            continue;
        }
        const XmlNode *earlier = &state->checking->tree.nodes[list->places[first].node];
        checking_find(state->checking, rule, list->places[i].node,
                      "the same %s stands on line %u already", earlier->name, earlier->line);
    }
}

/* ---- numbers ---- */

/* A Norwegian IBAN is NO, two digits and an account. */
static bool iban_ok(const char *text, size_t length)
{
    enum { BEFORE_ACCOUNT = 4 };
    if (!lexical_iban_ok(text, length)) return false;
    return memcmp(text, "NO", 2) != 0 ||
           account_number_ok(text + BEFORE_ACCOUNT, length - BEFORE_ACCOUNT);
}

static void check_account(RuleState *state, uint32_t account)
{
    Checking *checking = state->checking;
    const XmlTree *tree = &checking->tree;
    uint32_t number = xml_tree_path(tree, account, "Id/Othr");
    uint32_t iban = xml_tree_path(tree, account, "Id/IBAN");
    size_t length;
    if (iban != XML_NODE_NONE) {
        const char *text = xml_tree_text(tree, iban, &length);
        if (lexical_pattern(text, length, pain_lexical(PAIN_IBAN)->text) &&
            !iban_ok(text, length))
            checking_find(checking, PAYMENT_RULE_ACCOUNT, iban,
                          "the IBAN's control digits, or those of its Norwegian account");
        return;
    }
    if (number == XML_NODE_NONE) return;
    uint32_t scheme = xml_tree_child(tree, number, "SchmeNm");
    uint32_t kind = scheme == XML_NODE_NONE ? scheme : tree->nodes[scheme].first_child;
    if (kind != XML_NODE_NONE &&
        !(strcmp(tree->nodes[kind].name, "Cd") == 0 && xml_tree_text_is(tree, kind, "BBAN")))
        checking_find(checking, PAYMENT_RULE_ACCOUNT, kind,
                      "the scheme of a Norwegian account is Cd BBAN");
    uint32_t id = xml_tree_child(tree, number, "Id");
    const char *text = xml_tree_text(tree, id, &length);
    if (id != XML_NODE_NONE && !account_number_ok(text, length))
        checking_find(checking, PAYMENT_RULE_ACCOUNT, id,
                      "the account in %s is not 11 digits, not all zeros, with the right "
                      "control digit",
                      tree->nodes[account].name);
}

/* Every organisation id of a party with that scheme. */
static void check_organisation(RuleState *state, uint32_t party, const char *scheme)
{
    const XmlTree *tree = &state->checking->tree;
    uint32_t other = xml_tree_path(tree, party, "Id/OrgId/Othr");
    for (; other != XML_NODE_NONE; other = xml_tree_next(tree, other)) {
        uint32_t id = xml_tree_child(tree, other, "Id");
        size_t length;
        const char *text = xml_tree_text(tree, id, &length);
        if (xml_tree_text_is(tree, xml_tree_path(tree, other, "SchmeNm/Cd"), scheme) &&
            id != XML_NODE_NONE && !organisation_number_ok(text, length))
            checking_find(state->checking, PAYMENT_RULE_ORGANISATION, id,
                          "the organisation number (%s) in %s is not 9 digits, not all "
                          "zeros, with the right control digit",
                          scheme, tree->nodes[party].name);
    }
}

static void check_reference(RuleState *state, uint32_t structured)
{
    const XmlTree *tree = &state->checking->tree;
    uint32_t reference = xml_tree_child(tree, structured, "CdtrRefInf");
    uint32_t code = xml_tree_path(tree, reference, "Tp/CdOrPrtry/Cd");
    if (!xml_tree_text_is(tree, code, "SCOR")) return;
    uint32_t kid = xml_tree_child(tree, reference, "Ref");
    size_t length;
    const char *text = xml_tree_text(tree, kid, &length);
    if (kid == XML_NODE_NONE || !kid_ok(text, length))
        checking_find(state->checking, PAYMENT_RULE_KID, kid == XML_NODE_NONE ? reference : kid,
                      "the KID is not 2 to 25 digits, not all zeros, with the right control "
                      "digit");
}

static void check_remittance(RuleState *state, uint32_t transaction)
{
    const XmlTree *tree = &state->checking->tree;
    uint32_t remittance = xml_tree_child(tree, transaction, "RmtInf");
    size_t characters = 0;
    for (XML_TREE_EACH(node, tree, remittance, "Ustrd")) {
        size_t length;
        const char *text = xml_tree_text(tree, node, &length);
        characters += utf8_characters(text, length);
    }
    if (characters > PAYMENT_REMITTANCE_LENGTH)
        checking_find(state->checking, PAYMENT_RULE_LENGTH, remittance,
                      "unstructured remittance of %zu characters in all, at most %d",
                      characters, (int)PAYMENT_REMITTANCE_LENGTH);
    for (XML_TREE_EACH(node, tree, remittance, "Strd"))
        check_reference(state, node);
}

/* ---- amounts ---- */

enum { CURRENCY_LENGTH = 3 };

static void check_currency(RuleState *state, uint32_t node, const char *text, size_t length)
{
    if (node == XML_NODE_NONE || text == NULL || length != CURRENCY_LENGTH) return;
    if (memcmp(text, "NOK", CURRENCY_LENGTH) != 0)
        checking_find(state->checking, PAYMENT_RULE_CURRENCY, node,
                      "the currency is %.3s, not NOK", text);
}

/* The currency of an amount: the same in the whole file, said once. */
static void check_amount_currency(RuleState *state, uint32_t node, const char *text,
                                  size_t length)
{
    check_currency(state, node, text, length);
    if (node == XML_NODE_NONE || text == NULL || length != CURRENCY_LENGTH) return;
    if (state->currency == NULL) state->currency = text;
    if (memcmp(state->currency, text, CURRENCY_LENGTH) == 0 || state->mixed_found) return;
    checking_find(state->checking, PAYMENT_RULE_CURRENCY_MIXED, node,
                  "%.3s beside %.3s in one file", text, state->currency);
    state->mixed_found = true;
}

static void add_amount(RuleState *state, uint32_t node, Totals *totals)
{
    enum { DECIMALS = 2 };
    Checking *checking = state->checking;
    DecimalText decimal;
    ExactAmount amount;
    size_t length;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    if (!lexical_decimal(text, length, &decimal)) {
        totals->sum_known = false;
        return;
    }
    if (decimal.fraction_written > DECIMALS)
        checking_find(checking, PAYMENT_RULE_DECIMALS, node,
                      "the amount has %zu decimals, at most 2", decimal.fraction_written);
    if (decimal_is_zero(&decimal) || decimal.negative)
        checking_find(checking, PAYMENT_RULE_AMOUNT, node, "the amount is %s",
                      decimal.negative ? "negative" : "zero");
    if (decimal_exact(&decimal, &amount))
        totals->sum += amount;
    else
        totals->sum_known = false;
}

static void check_amount(RuleState *state, uint32_t transaction, Totals *totals)
{
    const XmlTree *tree = &state->checking->tree;
    size_t length;
    uint32_t node = xml_tree_path(tree, transaction, "Amt/InstdAmt");
    if (node == XML_NODE_NONE) {
        uint32_t transfer = xml_tree_path(tree, transaction, "Amt/EqvtAmt/CcyOfTrf");
        const char *text = xml_tree_text(tree, transfer, &length);
        check_amount_currency(state, transfer, text, length);
        node = xml_tree_path(tree, transaction, "Amt/EqvtAmt/Amt");
    }
    totals->count++;
    if (node == XML_NODE_NONE) {
        totals->sum_known = false;
        return;
    }
    const char *currency = xml_tree_attribute(tree, node, "Ccy", &length);
    check_amount_currency(state, node, currency, length);
    add_amount(state, node, totals);
}

/* ---- totals ---- */

static void check_count(RuleState *state, uint32_t node, const Totals *totals, PaymentRule rule)
{
    size_t length;
    const char *text = xml_tree_text(&state->checking->tree, node, &length);
    if (node == XML_NODE_NONE || !lexical_pattern(text, length, pain_lexical(PAIN_COUNT)->text))
        return;
    uint64_t declared = 0;
    for (size_t i = 0; i < length; i++)
        declared = declared * 10 + (uint64_t)(text[i] - '0');
    if (declared != totals->count)
        checking_find(state->checking, rule, node,
                      "NbOfTxs says %llu, there are %zu transactions",
                      (unsigned long long)declared, totals->count);
}

enum { EXACT_TEXT_SIZE = 48 };

/* "1234.56", with up to five decimals; at least two. */
static void format_exact(ExactAmount amount, char text[EXACT_TEXT_SIZE])
{
    enum { UNIT = 100000, DIGITS = 40 };
    bool negative = amount < 0;
    ExactAmount rest = (negative ? -amount : amount) / UNIT;
    int fraction = (int)((negative ? -amount : amount) % UNIT);
    char digits[DIGITS + 1];
    size_t at = DIGITS;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0 && at > 0);
    if (fraction % 1000 == 0)
        snprintf(text, EXACT_TEXT_SIZE, "%s%s.%02d", negative ? "-" : "", digits + at,
                 fraction / 1000);
    else
        snprintf(text, EXACT_TEXT_SIZE, "%s%s.%05d", negative ? "-" : "", digits + at,
                 fraction);
}

static void check_sum(RuleState *state, uint32_t node, const Totals *totals, PaymentRule rule)
{
    DecimalText decimal;
    ExactAmount declared;
    size_t length;
    const char *text = xml_tree_text(&state->checking->tree, node, &length);
    if (node == XML_NODE_NONE || !lexical_decimal(text, length, &decimal)) return;
    if (!totals->sum_known) return;
    if (decimal_exact(&decimal, &declared) && declared == totals->sum) return;
    char added[EXACT_TEXT_SIZE];
    format_exact(totals->sum, added);
    checking_find(state->checking, rule, node, "CtrlSum says %.*s, the amounts add up to %s",
                  (int)(length > 40 ? 40 : length), text, added);
}

/* ---- days and characters ---- */

enum { DAY_LENGTH = 10 };

/* The day that a date, or a date and time, says as it is written: no time zone moves it. */
static bool day_as_written(const char *text, size_t length, Day *day)
{
    if (!lexical_date(text, length) && !lexical_date_time(text, length)) return false;
    return day_parse(text, length < DAY_LENGTH ? length : DAY_LENGTH, day);
}

static void check_created(RuleState *state, uint32_t node, Day execution)
{
    const XmlTree *tree = &state->checking->tree;
    size_t length;
    Day created;
    uint32_t stamp = xml_tree_path(tree, checking_message(state->checking), "GrpHdr/CreDtTm");
    const char *text = xml_tree_text(tree, stamp, &length);
    if (!day_as_written(text, length, &created) || execution >= created) return;
    char day[DAY_TEXT_SIZE];
    day_format(execution, day);
    checking_find(state->checking, PAYMENT_RULE_CREATED, node,
                  "%s is before the day on which the file was made (CreDtTm %.10s)", day, text);
}

static void check_day(RuleState *state, uint32_t group)
{
    const XmlTree *tree = &state->checking->tree;
    uint32_t node = xml_tree_child(tree, group, "ReqdExctnDt");
    if (state->checking->version == PAIN_001_001_09) {
        uint32_t day = xml_tree_child(tree, node, "Dt");
        node = day != XML_NODE_NONE ? day : xml_tree_child(tree, node, "DtTm");
    }
    if (node == XML_NODE_NONE) return;
    size_t length;
    const char *text = xml_tree_text(tree, node, &length);
    if (!lexical_date(text, length) && !lexical_date_time(text, length)) return;
    Day day;
    bool known = day_as_written(text, length, &day);
    if (!known || !is_bank_day(day))
        checking_find(state->checking, PAYMENT_RULE_BANK_DAY, node,
                      "%.10s is not a Norwegian bank day", text);
    if (known) check_created(state, node, day);
}

/* Electronic addresses need '@' and '_', and go to nobody's account statement. */
static bool is_electronic_address(const char *name)
{
    return strcmp(name, "EmailAdr") == 0 || strcmp(name, "ElctrncAdr") == 0 ||
           strcmp(name, "RmtLctnElctrncAdr") == 0;
}

static bool is_blank(const char *text, size_t length)
{
    enum { NO_BREAK_SPACE = 0xA0 };
    for (size_t at = 0; at < length;) {
        uint32_t character = payment_character(text, length, &at);
        if (character > ' ' && character != NO_BREAK_SPACE) return false;
    }
    return length > 0;
}

static void check_text(RuleState *state, uint32_t node)
{
    Checking *checking = state->checking;
    const XmlNode *this = &checking->tree.nodes[node];
    uint8_t type = checking->types[node];
    if (type >= PAIN_LEXICAL_COUNT || pain_lexical((PainType)type)->form != FORM_LENGTH ||
        is_electronic_address(this->name))
        return;
    size_t length;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    if (is_blank(text, length)) {
        checking_find(checking, PAYMENT_RULE_BLANK, node, "%s is blanks alone", this->name);
        return;
    }
    size_t at = payment_text_outside(text, length);
    if (at == length) return;
    uint32_t character = payment_character(text, length, &at);
    checking_find(checking, PAYMENT_RULE_CHARACTER, node,
                  "%s has the character U+%04X, which banks do not take", this->name,
                  character);
}

/* Whether the schema wants a child in such an element; then it has said so. */
static bool needs_children(const Checking *checking, PainType group)
{
    size_t count;
    if (pain_is_choice(group)) return true;
    const PainRow *rows = pain_rows(group, &count);
    for (size_t i = 0; i < count; i++)
        if (pain_row_in(&rows[i], checking->version) && rows[i].least > 0) return true;
    return false;
}

/* An empty element says nothing, and some banks refuse the file for it. */
static void check_content(RuleState *state, uint32_t node)
{
    Checking *checking = state->checking;
    const XmlNode *this = &checking->tree.nodes[node];
    uint8_t type = checking->types[node];
    size_t length;
    if (type == TYPE_UNKNOWN || !pain_is_group((PainType)type) ||
        this->first_child != XML_NODE_NONE || needs_children(checking, (PainType)type))
        return;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    lexical_trim(&text, &length);
    if (length == 0)
        checking_find(checking, PAYMENT_RULE_EMPTY, node, "%s is empty", this->name);
}

/* Banks are sent UTF-8, whatever else XML allows. */
static void check_encoding(RuleState *state)
{
    const Checking *checking = state->checking;
    if (utf8_text_prefix(checking->bytes, checking->size) == checking->size &&
        !xml_declares_other_encoding(checking->bytes, checking->size))
        return;
    checking_find_at(state->checking, PAYMENT_RULE_ENCODING, 1,
                     "the file is in another encoding than UTF-8");
}

/* ---- the message ---- */

static void check_transaction(RuleState *state, uint32_t node, Totals *totals)
{
    const XmlTree *tree = &state->checking->tree;
    const BankProfile *profile = state->checking->profile;
    uint32_t creditor = xml_tree_child(tree, node, "Cdtr");
    add_id(state, &state->end_to_end, xml_tree_path(tree, node, "PmtId/EndToEndId"));
    check_amount(state, node, totals);
    check_organisation(state, creditor, "COID");
    if (profile != NULL && profile->creditor_id[0] != '\0' &&
        strcmp(profile->creditor_id, "COID") != 0)
        check_organisation(state, creditor, profile->creditor_id);
    check_account(state, xml_tree_child(tree, node, "CdtrAcct"));
    check_remittance(state, node);
}

static void check_account_currency(RuleState *state, uint32_t account)
{
    const XmlTree *tree = &state->checking->tree;
    uint32_t node = xml_tree_child(tree, account, "Ccy");
    size_t length;
    const char *text = xml_tree_text(tree, node, &length);
    check_currency(state, node, text, length);
}

static void check_group(RuleState *state, uint32_t group, Totals *all)
{
    const XmlTree *tree = &state->checking->tree;
    Totals totals = {0, 0, true};
    add_id(state, &state->groups, xml_tree_child(tree, group, "PmtInfId"));
    check_day(state, group);
    check_organisation(state, xml_tree_child(tree, group, "Dbtr"), "CUST");
    uint32_t account = xml_tree_child(tree, group, "DbtrAcct");
    check_account(state, account);
    check_account_currency(state, account);
    for (XML_TREE_EACH(node, tree, group, "CdtTrfTxInf"))
        check_transaction(state, node, &totals);
    check_count(state, xml_tree_child(tree, group, "NbOfTxs"), &totals,
                PAYMENT_RULE_PAYMENT_COUNT);
    check_sum(state, xml_tree_child(tree, group, "CtrlSum"), &totals, PAYMENT_RULE_PAYMENT_SUM);
    all->count += totals.count;
    all->sum += totals.sum;
    all->sum_known = all->sum_known && totals.sum_known;
}

static void check_message(RuleState *state, uint32_t message)
{
    const XmlTree *tree = &state->checking->tree;
    Totals all = {0, 0, true};
    for (XML_TREE_EACH(group, tree, message, "PmtInf"))
        check_group(state, group, &all);
    uint32_t header = xml_tree_child(tree, message, "GrpHdr");
    check_count(state, xml_tree_child(tree, header, "NbOfTxs"), &all, PAYMENT_RULE_TOTAL_COUNT);
    check_sum(state, xml_tree_child(tree, header, "CtrlSum"), &all, PAYMENT_RULE_TOTAL_SUM);
    check_organisation(state, xml_tree_child(tree, header, "InitgPty"), "CUST");
    find_duplicates(state, &state->end_to_end, PAYMENT_RULE_END_TO_END);
    find_duplicates(state, &state->groups, PAYMENT_RULE_PMTINF_ID);
}

void payment_check_rules(Checking *checking)
{
    RuleState state = {.checking = checking};
    uint32_t message = checking_message(checking);
    check_encoding(&state);
    if (message != XML_NODE_NONE) check_message(&state, message);
    for (size_t i = 0; i < checking->tree.count; i++) {
        check_text(&state, (uint32_t)i);
        check_content(&state, (uint32_t)i);
    }
    system_free(state.end_to_end.places);
    system_free(state.groups.places);
}
