#include "engine/run/run.h"

#include "engine/run/control_counts.h"
#include "engine/run/pipeline.h"
#include "engine/run/run_controls.h"
#include "formats/base/clock.h"

static Status decide_and_net(Run *run, const DecideSink *sink, Failure *failure)
{
    TRY(run_prior(run, failure));
    TRY(run_hold(run, failure));
    TRY(run_decide(run, sink, failure));
    TRY(run_net(run, failure));
    return run_controls(run, failure);
}

static void count_findings(Run *run)
{
    for (int control = 0; control < CONTROL_NUMBERS; control++) {
        run->counts.found[control] += run->findings.by_control[control];
    }
    control_counts_finish(run);
}

Status run_compute_loaded(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    Status status = decide_and_net(run, sink, failure);
    run->seconds_decide = clock_seconds() - start;
    if (status == STATUS_OK) count_findings(run);
    return status;
}

Status run_compute(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    TRY(run_load(run, failure));
    run->seconds_read = clock_seconds() - start;
    return run_compute_loaded(run, sink, failure);
}
