#include "formats/run/group_sums_json.h"

void json_put_group_sums(JsonWriter *json, const GroupSums *sums)
{
    json_put_number(json, "lines_ore", sums->lines);
    json_put_number(json, "held_ore", sums->held);
    json_put_number(json, "brought_forward_ore", sums->brought_forward);
    json_put_number(json, "returned_ore", sums->returned);
    json_put_number(json, "manual_ore", sums->manual);
    json_put_number(json, "paid_ore", sums->paid);
    json_put_number(json, "carried_forward_ore", sums->carried_forward);
}
