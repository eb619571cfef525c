/*
 * payment_text.h - text that banks take, and the texts and ids of a payment file.
 * payments.md 2.
 *
 * The allowed characters: a-z A-Z 0-9, space, / - ? : ( ) . , ' + and the letters of the Nordic
 * set (æ ø å ä ö ü é á í ó ú ý ð ç and their capitals), all of which are in ISO 8859-1 too.
 * Lengths are in characters (Unicode code points), never in bytes. Pure functions over UTF-8;
 * any thread may call them.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_TEXT_H
#define TILSKUDD_FORMATS_PAYMENT_TEXT_H

#include <stdint.h>

#include "formats/base/text_buffer.h"
#include "rules/base/codes.h"
#include "rules/base/registration.h"

enum {
    PAYMENT_ID_LENGTH = 35,   /* MsgId, PmtInfId, EndToEndId */
    PAYMENT_ID_SIZE = 36,     /* with the NUL */
    PAYMENT_NAME_LENGTH = 70, /* names, unless the bank profile says otherwise */
    PAYMENT_REMITTANCE_LENGTH = 140,
    PAYMENT_REMITTANCE_SIZE = PAYMENT_REMITTANCE_LENGTH * 4 + 1
};

/* The character at *at, which is moved past it; UINT32_MAX when it is not UTF-8 (then *at moves
 * one byte). *at < length. */
uint32_t payment_character(const char *text, size_t length, size_t *at);
bool payment_character_allowed(uint32_t character);
/* Position of the first byte of a character outside the set, or `length` when all are in it. */
size_t payment_text_outside(const char *text, size_t length);

/*
 * Writes `text` in allowed characters only, at most `limit` characters, cut between characters
 * (the cut leaves no space at the end): other letters of Latin, the Sámi ones included, become
 * the nearest allowed ones, typographic quotes and dashes plain ones, '&' becomes '+', '_' '-',
 * white space (also several) one space; spaces at both ends go. INPUT_VALUE for a character
 * without a likeness (another alphabet, a control character), for text that is not UTF-8 and
 * for text of which nothing is left; BUFFER_TOO_SMALL. `what` names the text in the failure.
 */
MUST_USE Status payment_text_clean(const char *what, const char *text, size_t limit, char *out,
                                   size_t out_size, Failure *failure);

/*
 * Copies a text that is to be sent: decomposed letters composed (letters.h), and otherwise as
 * it stands. INPUT_VALUE, with no place, for more than `limit` characters then, for control
 * characters, and for whatever payment_text_clean would refuse. `out` has room for four bytes a
 * character and the NUL.
 */
MUST_USE Status payment_text_read(const char *text, size_t length, size_t limit, char *out,
                                  size_t out_size, Failure *failure);

/*
 * "IMDi integreringstilskudd ar 2-5, 3. kvartal 2017"; begins with "TEST " in test mode.
 * `agency` is the payer's short name. At most 140 characters. Errors of payment_text_clean.
 */
MUST_USE Status payment_remittance(const char *agency, PaymentGroup group, int year,
                                   int quarter, bool test, char out[PAYMENT_REMITTANCE_SIZE],
                                   Failure *failure);

/*
 * MsgId of the file `number` (from 1, at most 9999) of a run, from the run identity alone:
 * "TEST-" or "RUN-", 24 hexadecimal digits of the identity, '-', the number in four digits. Fit
 * for a file name.
 */
void payment_message_id(const uint8_t identity[32], bool test, unsigned number,
                        char out[PAYMENT_ID_SIZE]);
/*
 * EndToEndId of the payment to a municipality in a group: "0301-INT-2-5-" and 20 hexadecimal
 * digits of the run identity. Unique in the run by municipality and group, and with the run for
 * ever.
 */
void payment_end_to_end_id(const uint8_t identity[32], MunicipalityCode municipality,
                           PaymentGroup group, char out[PAYMENT_ID_SIZE]);
/* Takes an EndToEndId apart again; false when it is none of ours. */
bool payment_end_to_end_parse(const char *id, MunicipalityCode *municipality,
                              PaymentGroup *group);

/* Files needed for `payments` with at most `most` (>= 1) in one; 0 for none. */
size_t payment_file_count(size_t payments, size_t most);
/* Which payments stand in file `number` (from 1): all files are full but the last. */
void payment_file_range(size_t payments, size_t most, size_t number, size_t *first,
                        size_t *count);

#endif
