/* payment_checker_bank.c - the rules of one bank, from its profile. */
#include <string.h>

#include "formats/bank/payment_checking.h"
#include "formats/bank/payment_lexical.h"
#include "formats/bank/payment_text.h"
#include "formats/base/utf8.h"

/* An optional element against the bank's wish; `node` is XML_NODE_NONE when it is not there. */
static void check_wish(Checking *checking, PaymentRule rule, Wish wish, uint32_t parent,
                       uint32_t node, const char *element)
{
    if (wish == WISH_REFUSED && node != XML_NODE_NONE)
        checking_find(checking, rule, node, "the bank refuses %s", element);
    if (wish == WISH_WANTED && node == XML_NODE_NONE)
        checking_find(checking, rule, parent, "the bank wants %s", element);
}

static void check_value(Checking *checking, PaymentRule rule, uint32_t node, const char *wanted)
{
    if (node != XML_NODE_NONE && wanted[0] != '\0' &&
        !xml_tree_text_is(&checking->tree, node, wanted))
        checking_find(checking, rule, node, "the bank wants %s in %s", wanted,
                      checking->tree.nodes[node].name);
}

static void check_batch_booking(Checking *checking, uint32_t group)
{
    const BankProfile *profile = checking->profile;
    uint32_t node = xml_tree_child(&checking->tree, group, "BtchBookg");
    check_wish(checking, PAYMENT_RULE_BANK_BATCH, profile->batch_booking, group, node,
               "BtchBookg");
    if (node == XML_NODE_NONE || profile->batch_booking != WISH_WANTED) return;
    size_t length;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    lexical_trim(&text, &length);
    if (!lexical_word(text, length, profile->batch_booking_value ? "true 1" : "false 0"))
        checking_find(checking, PAYMENT_RULE_BANK_BATCH, node, "the bank wants BtchBookg %s",
                      profile->batch_booking_value ? "true" : "false");
}

/* Wanted elements may stand in the payment group or in each of its transactions. */
static void check_charges(Checking *checking, uint32_t group)
{
    const XmlTree *tree = &checking->tree;
    const BankProfile *profile = checking->profile;
    uint32_t above = xml_tree_child(tree, group, "ChrgBr");
    check_value(checking, PAYMENT_RULE_BANK_CHARGES, above, profile->charge_bearer_code);
    if (profile->charge_bearer == WISH_REFUSED)
        check_wish(checking, PAYMENT_RULE_BANK_CHARGES, WISH_REFUSED, group, above, "ChrgBr");
    for (XML_TREE_EACH(node, tree, group, "CdtTrfTxInf")) {
        uint32_t own = xml_tree_child(tree, node, "ChrgBr");
        check_value(checking, PAYMENT_RULE_BANK_CHARGES, own, profile->charge_bearer_code);
        if (profile->charge_bearer == WISH_REFUSED || above == XML_NODE_NONE)
            check_wish(checking, PAYMENT_RULE_BANK_CHARGES, profile->charge_bearer, node, own,
                       "ChrgBr");
    }
}

static void check_purpose(Checking *checking, uint32_t kind)
{
    const XmlTree *tree = &checking->tree;
    const char *wanted = checking->profile->category_purpose;
    uint32_t purpose = xml_tree_child(tree, kind, "CtgyPurp");
    if (purpose == XML_NODE_NONE) return;
    if (wanted[0] == '\0')
        checking_find(checking, PAYMENT_RULE_BANK_PURPOSE, purpose,
                      "the bank takes no category purpose");
    else
        check_value(checking, PAYMENT_RULE_BANK_PURPOSE, xml_tree_child(tree, purpose, "Cd"),
                    wanted);
}

/* Service level and category purpose of the transaction, or else of its group. */
static void check_kind(Checking *checking, uint32_t group, uint32_t transaction)
{
    const XmlTree *tree = &checking->tree;
    const BankProfile *profile = checking->profile;
    uint32_t above = xml_tree_child(tree, group, "PmtTpInf");
    uint32_t own = xml_tree_child(tree, transaction, "PmtTpInf");
    uint32_t level = xml_tree_path(tree, own, "SvcLvl/Cd");
    if (level == XML_NODE_NONE) level = xml_tree_path(tree, above, "SvcLvl/Cd");
    if (level == XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_BANK_SERVICE, transaction,
                      "the bank wants the service level %s", profile->service_level);
    else
        check_value(checking, PAYMENT_RULE_BANK_SERVICE, level, profile->service_level);
    check_purpose(checking, own);
    if (profile->category_purpose[0] != '\0' &&
        xml_tree_child(tree, own, "CtgyPurp") == XML_NODE_NONE &&
        xml_tree_child(tree, above, "CtgyPurp") == XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_BANK_PURPOSE, transaction,
                      "the bank wants the category purpose %s", profile->category_purpose);
}

static void check_name(Checking *checking, uint32_t party)
{
    uint32_t node = xml_tree_child(&checking->tree, party, "Nm");
    size_t length;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    size_t characters = utf8_characters(text, length);
    if (characters > checking->profile->name_maximum)
        checking_find(checking, PAYMENT_RULE_BANK_NAME, node,
                      "a name of %zu characters; the bank takes %zu", characters,
                      checking->profile->name_maximum);
}

/* DNBANOKK and DNBANOKKXXX are the same bank. */
static bool is_same_bic(const char *text, size_t length, const char *wanted)
{
    enum { SHORT = 8, LONG = 11 };
    const char *branch = strlen(wanted) == LONG ? wanted + SHORT : "XXX";
    if ((length != SHORT && length != LONG) || memcmp(text, wanted, SHORT) != 0) return false;
    return memcmp(length == LONG ? text + SHORT : "XXX", branch, LONG - SHORT) == 0;
}

static void check_debtor_agent(Checking *checking, uint32_t group)
{
    const XmlTree *tree = &checking->tree;
    uint32_t agent = xml_tree_path(tree, group, "DbtrAgt/FinInstnId");
    uint32_t bic =
        xml_tree_child(tree, agent, checking->version == PAIN_001_001_03 ? "BIC" : "BICFI");
    size_t length;
    const char *text = xml_tree_text(tree, bic, &length);
    if (!is_same_bic(text, length, checking->profile->debtor_bic))
        checking_find(checking, PAYMENT_RULE_BANK_BIC, bic == XML_NODE_NONE ? group : bic,
                      "the debtor's agent is not %s", checking->profile->debtor_bic);
}

static void check_agreement(Checking *checking, uint32_t party, const char *name)
{
    if (checking_party_id(checking, party, "BANK") == XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_BANK_AGREEMENT, party,
                      "the bank wants the agreement id (BANK) in %s", name);
}

static void check_group(Checking *checking, uint32_t group)
{
    const XmlTree *tree = &checking->tree;
    const BankProfile *profile = checking->profile;
    check_wish(checking, PAYMENT_RULE_BANK_COUNT, profile->payment_count, group,
               xml_tree_child(tree, group, "NbOfTxs"), "PmtInf/NbOfTxs");
    check_wish(checking, PAYMENT_RULE_BANK_SUM, profile->payment_sum, group,
               xml_tree_child(tree, group, "CtrlSum"), "PmtInf/CtrlSum");
    check_batch_booking(checking, group);
    check_charges(checking, group);
    check_debtor_agent(checking, group);
    uint32_t debtor = xml_tree_child(tree, group, "Dbtr");
    check_name(checking, debtor);
    if (profile->agreement_place == AGREEMENT_DEBTOR)
        check_agreement(checking, debtor == XML_NODE_NONE ? group : debtor, "Dbtr");
    check_purpose(checking, xml_tree_child(tree, group, "PmtTpInf"));
    for (XML_TREE_EACH(node, tree, group, "CdtTrfTxInf")) {
        check_kind(checking, group, node);
        check_name(checking, xml_tree_child(tree, node, "Cdtr"));
    }
}

static void check_header(Checking *checking, uint32_t message)
{
    const XmlTree *tree = &checking->tree;
    uint32_t party = xml_tree_path(tree, message, "GrpHdr/InitgPty");
    uint32_t place = party == XML_NODE_NONE ? message : party;
    check_name(checking, party);
    if (checking_party_id(checking, party, "CUST") == XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_BANK_CUSTOMER, place,
                      "InitgPty has no organisation number (CUST)");
    if (checking->profile->agreement_place == AGREEMENT_INITIATING_PARTY)
        check_agreement(checking, place, "InitgPty");
}

void payment_check_bank(Checking *checking)
{
    const BankProfile *profile = checking->profile;
    if (checking->version != profile->message_version)
        checking_find(checking, PAYMENT_RULE_BANK_VERSION, 0, "the bank wants %s",
                      message_version_text(profile->message_version));
    uint32_t message = checking_message(checking);
    if (message == XML_NODE_NONE) return;
    check_header(checking, message);
    for (XML_TREE_EACH(group, &checking->tree, message, "PmtInf"))
        check_group(checking, group);
    size_t count = checking_transactions(checking, message);
    if (count > profile->max_transactions)
        checking_find(checking, PAYMENT_RULE_BANK_TRANSACTIONS, message,
                      "%zu transactions; the bank takes %zu in a file", count,
                      profile->max_transactions);
}
