/*
 * register_sound.h - whether persons that were not read from an extract are such as an extract
 * can give.
 *
 * Internal to packs (register_pack.h): the rules index tables by code words and count days, and
 * rely on the reader for what these can be. Bytes that somebody made up must not reach them.
 * Pure functions; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SOUND_H
#define TILSKUDD_FORMATS_REGISTER_SOUND_H

#include "formats/register/register_part.h"

/* Every value is one that the reader can make, and the leaves of programmes are the record's
 * own. The arrays must be readable up to their counts. */
bool registration_is_sound(const Registration *person);
/* A day that an extract can name. */
bool register_day_ok(Day day);
/* Of a record that was set aside: texts that end, and say so in plain characters. */
bool refused_is_sound(const RefusedRecord *refused);

#endif
