// Measures a whole conversion against its floor: reading all of the source and writing as many
// bytes as the result has, with the same threads and the same syncs. Every run is a process of
// its own, so that its peak memory is its own. Then three results of one reading against three
// runs.
//
//     pipeline_bench [rounds]
//
// QUINCE_BENCH_FOLDER: where the generated checkpoint (2.5 GB) and the results go; the
// temporary folder otherwise. Both are removed at the end.

#include "core/base/file.hpp"
#include "core/base/parallel_for.hpp"
#include "llama_checkpoint.hpp"

#include <quince/convert.hpp>
#include <quince/recipe_label.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <span>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace quince;
namespace fs = std::filesystem;

constexpr std::size_t portion = std::size_t{2} << 20;

struct Measured {
    double seconds = 1e9;
    double peakMegabytes = 0;
};

double secondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Runs `work` in a child process; the better of this and `best` in time.
Measured better(const Measured& best, const std::function<bool()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(work() ? 0 : 1);
    }
    int status = 0;
    rusage usage{};
    if (::wait4(child, &status, 0, &usage) != child || status != 0) {
        std::fprintf(stderr, "a run failed\n");
        std::exit(1);
    }
#ifdef __APPLE__
    const double megabytes = static_cast<double>(usage.ru_maxrss) / 1e6;
#else
    const double megabytes = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
#endif
    return {std::min(best.seconds, secondsSince(begin)), std::max(best.peakMegabytes, megabytes)};
}

/// Makes the next reading come from the disk, where the system can be asked to.
void forget(const fs::path& file) {
#ifdef POSIX_FADV_DONTNEED
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
#else
    static_cast<void>(file);
#endif
}

/// Reads all of `source` and writes `bytes` bytes, spread over the reading, then syncs.
bool moveBytes(const fs::path& source, const fs::path& target, std::uint64_t bytes) {
    Result<File> in = File::openForReading(source);
    Result<File> out = File::openOrCreate(target);
    if (!in || !out || !out->resize(bytes) || !out->reserve(bytes)) {
        return false;
    }
    const std::uint64_t size = in->size().value();
    const std::size_t portions = (size + portion - 1) / portion;
    const std::uint64_t share = bytes / portions;
    std::vector<std::vector<std::byte>> buffers(defaultThreads(), std::vector<std::byte>(portion));
    Status moved = parallelFor(portions, 0, {}, [&](std::size_t index, unsigned worker) -> Status {
        const std::uint64_t at = index * portion;
        const auto buffer = std::span(buffers[worker]).first(std::min(portion, size - at));
        Status status = in->readAt(at, buffer);
        return status ? out->writeAt(index * share, std::span(buffers[worker]).first(share))
                      : status;
    });
    return moved.ok() && out->sync().ok();
}

bool runJobs(std::span<const ConversionJob> jobs) {
    Progress progress;
    bool ok = true;
    for (const Result<ConversionReport>& report : convertTogether(jobs, progress, {})) {
        if (!report) {
            std::fprintf(stderr, "%s\n", report.error().message.c_str());
        }
        ok = ok && report.ok();
    }
    return ok;
}

bool runJob(const ConversionJob& job) {
    return runJobs({&job, 1});
}

/// 4 bits, 8 bits and bfloat16 of the model.
std::vector<ConversionJob> threeJobs(const ConversionJob& model) {
    std::vector<ConversionJob> jobs;
    for (const char* label : {"4bit", "8bit", "bf16"}) {
        ConversionJob job = model;
        job.plan =
            makePlan(model.plan.inspection, recipeFromLabel(label, model.plan.recipe).value());
        job.layout = layoutOutput(job.plan);
        job.destination += label;
        job.staging = stagingFor(job.destination, std::nullopt);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

void print(const char* what, const Measured& measured, double floor) {
    std::printf("%-34s %8.2f s %8.2f x %8.0f MB\n", what, measured.seconds,
                measured.seconds / floor, measured.peakMegabytes);
}

/// One table: the floor and the conversions, all with the source cached or all without.
void measure(const char* title, bool cached, const ConversionJob& model, int rounds) {
    const fs::path source = model.plan.inspection->checkpoint.shards.front().path;
    Measured floor;
    Measured sampled;
    Measured whole;
    Measured refined;
    const auto run = [&](Measured& best, const fs::path& result, const auto& work) {
        if (!cached) {
            forget(source);
        }
        best = better(best, work);
        fs::remove_all(result);
    };
    for (int round = 0; round < rounds; ++round) {
        const fs::path raw = model.destination.parent_path() / "floor";
        run(floor, raw, [&] { return moveBytes(source, raw, model.layout.fileBytes); });
        ConversionJob job = model;
        job.verifyEverything = false;
        run(sampled, job.destination, [&] { return runJob(job); });
        job.verifyEverything = true;
        run(whole, job.destination, [&] { return runJob(job); });
        job.verifyEverything = false;
        job.plan.recipe.method = QuantMethod::refined;
        run(refined, job.destination, [&] { return runJob(job); });
    }
    std::printf("\n%s\n", title);
    print("read source, write result bytes", floor, floor.seconds);
    print("convert, verify samples", sampled, floor.seconds);
    print("convert, verify everything", whole, floor.seconds);
    print("convert refined, verify samples", refined, floor.seconds);
    std::printf("%-34s %8.2f x the method mlx\n", "", refined.seconds / sampled.seconds);
}

/// Three results in one pass, against one after the other; the source is forgotten before each run
/// so that what is read comes from the disk. The floor is the separate runs.
void measureTogether(const ConversionJob& model, int rounds) {
    const std::vector<ConversionJob> jobs = threeJobs(model);
    const fs::path source = model.plan.inspection->checkpoint.shards.front().path;
    Measured apart;
    Measured together;
    const auto removeResults = [&] {
        for (const ConversionJob& job : jobs) {
            fs::remove_all(job.destination);
        }
    };
    for (int round = 0; round < rounds; ++round) {
        forget(source);
        apart = better(apart, [&] {
            return std::all_of(jobs.begin(), jobs.end(), [&](const ConversionJob& job) {
                forget(source);
                return runJob(job);
            });
        });
        removeResults();
        forget(source);
        together = better(together, [&] { return runJobs(jobs); });
        removeResults();
    }
    std::printf("\n4bit, 8bit and bf16, source on the disk\n");
    print("one after the other", apart, apart.seconds);
    print("in one pass", together, apart.seconds);
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
    const char* chosen = std::getenv("QUINCE_BENCH_FOLDER");
    const fs::path folder = (chosen != nullptr ? fs::path(chosen) : fs::temp_directory_path()) /
                            "quince-pipeline-bench";
    fs::remove_all(folder);
    int outcome = 1;
    if (const auto job = bench::llamaJob(folder); job) {
        std::printf("Llama-3.2-1B shapes: source %.2f GB, result %.2f GB, %u threads, best of %d\n",
                    static_cast<double>(job->plan.inspection->checkpoint.tensorBytes) / 1e9,
                    static_cast<double>(job->layout.fileBytes) / 1e9, defaultThreads(), rounds);
        measure("source in the page cache", true, *job, rounds);
        measure("source on the disk", false, *job, rounds);
        measureTogether(*job, rounds);
        outcome = 0;
    } else {
        std::fprintf(stderr, "%s\n", job.error().message.c_str());
    }
    fs::remove_all(folder);
    return outcome;
}
