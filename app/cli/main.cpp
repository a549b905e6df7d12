#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "hub/proxies.hpp"

#include <quince/process_limits.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <clocale>
#include <cstdio>

namespace {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

cli::ExitCode run(const std::vector<std::string>& arguments) {
    // Asked for before the command line is understood: an error is an object too.
    const bool wantsJson =
        std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    quince::Result<std::variant<cli::Options, cli::Words>> parsed = cli::parseArguments(arguments);
    if (!parsed) {
        return cli::Output(wantsJson).fail(parsed.error());
    }
    if (const auto* words = std::get_if<cli::Words>(&*parsed)) {
        std::fputs(words->text.c_str(), stdout);
        return cli::ExitCode::ok;
    }
    const cli::Options& options = *std::get_if<cli::Options>(&*parsed);
    const cli::Output output(options.json);
    for (const std::string& note : options.notes) {
        output.note(note);
    }
    const quince::Environment environment = quince::Environment::current();
    return std::visit(
        Overloaded{
            [&](const cli::ListOptions& list) { return cli::runList(list, environment, output); },
            [&](const cli::PlanOptions& plan) { return cli::runPlan(plan, environment, output); },
            [&](const cli::ConvertOptions& convert) {
                return cli::runConvert(convert, environment, output);
            },
            [&](const cli::QualityOptions& quality) {
                return cli::runQuality(quality, environment, output);
            },
            [&](const cli::VerifyOptions& verify) { return cli::runVerify(verify, output); },
            [&](const cli::EvaluateOptions& evaluate) {
                return cli::runEvaluate(evaluate, environment, output);
            },
            [&](const cli::SearchOptions& search) {
                return cli::runSearch(search, environment, output);
            },
            [&](const cli::DownloadOptions& download) {
                return cli::runDownload(download, environment, output);
            },
            [&](const cli::UploadOptions& upload) {
                return cli::runUpload(upload, environment, output);
            },
            [&](const cli::LoginOptions& login) {
                return cli::runLogin(login, environment, output);
            },
            [&](const cli::ArchitecturesOptions&) {
                return cli::runArchitectures(environment, output);
            },
            [&](const cli::ArchitectureCheckOptions& check) {
                return cli::runArchitectureCheck(check, environment, output);
            },
        },
        options.command);
}

}  // namespace

int main(int argc, char** argv) {
    quince::prepareProcessLimits();
    const QCoreApplication application(argc, argv);  // for the Hub: event loops, certificates
    // Qt took the person's locale: "4.6" must be a number and be written as one everywhere.
    std::setlocale(LC_NUMERIC, "C");
    hub::useProxies(quince::Environment::current());
    return static_cast<int>(run(std::vector<std::string>(argv + 1, argv + argc)));
}
