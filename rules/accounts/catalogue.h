/*
 * catalogue.h - the controls of family 11, reported accounts, and what they say. accounts.md 2.
 *
 * A control has one severity; its grounds each have a message in two languages, and the paper
 * that a letter asks for. A catalogue of its own, because these controls are about awards: a
 * run of the two grants neither runs nor counts them. Any thread may read it.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_CATALOGUE_H
#define TILSKUDD_RULES_ACCOUNTS_CATALOGUE_H

#include "rules/controls/finding.h"

enum { ACCOUNTS_CONTROL_FIRST = 1101, ACCOUNTS_CONTROL_COUNT = 23 };

typedef enum AccountsMessageId {
#define MESSAGE(id, control, paper, nb, en) SAYS_##id,
#include "rules/accounts/messages.def"
#undef MESSAGE
    ACCOUNTS_MESSAGE_COUNT
} AccountsMessageId;

typedef struct AccountsMessage {
    int control;         /* 1101 is R1101 */
    const char *paper;   /* what the recipient is asked for, bokmål; "": not in the letter */
    const char *nb, *en; /* {name} stands for a value of the finding */
} AccountsMessage;

/* The control of a number, 1101 to 1123 (message_nb and message_en empty: see the messages), or
 * NULL. */
const Control *accounts_control_find(int number);
/* Ascending by number; index below ACCOUNTS_CONTROL_COUNT. */
const Control *accounts_control_at(size_t index);
const AccountsMessage *accounts_message(AccountsMessageId id);

#endif
