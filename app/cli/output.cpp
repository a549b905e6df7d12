#include "cli/output.hpp"

#include "cli/json_text.hpp"
#include "cli/text.hpp"

#include <cstdio>

namespace cli {

void Output::answer(const std::string& text) const {
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (m_json) {
        std::fputc('\n', stdout);
    }
    std::fflush(stdout);
}

void Output::note(std::string_view sentence) const {
    std::fprintf(stderr, "quince-cli: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
}

ExitCode Output::fail(const quince::Error& error) const {
    std::string sentence = error.message;
    const std::string path = pathText(error.path);
    if (!path.empty() && sentence.find(path) == std::string::npos) {
        const bool ended = sentence.ends_with('.');
        sentence.resize(sentence.size() - (ended ? 1 : 0));
        sentence += " (" + path + (ended ? ")." : ")");
    }
    note(sentence);
    if (m_json) {
        const Json object{{"error",
                           {{"code", nameOf(error.code)},
                            {"message", error.message},
                            {"path", pathText(error.path)}}}};
        answer(jsonText(object));
    }
    return exitCodeOf(error.code);
}

std::string_view nameOf(quince::ErrorCode code) {
    switch (code) {
        case quince::ErrorCode::invalidArgument:
            return "invalidArgument";
        case quince::ErrorCode::notFound:
            return "notFound";
        case quince::ErrorCode::alreadyExists:
            return "alreadyExists";
        case quince::ErrorCode::io:
            return "io";
        case quince::ErrorCode::diskFull:
            return "diskFull";
        case quince::ErrorCode::malformed:
            return "malformed";
        case quince::ErrorCode::unsupported:
            return "unsupported";
        case quince::ErrorCode::mismatch:
            return "mismatch";
        case quince::ErrorCode::network:
            return "network";
        case quince::ErrorCode::offline:
            return "offline";
        case quince::ErrorCode::untrusted:
            return "untrusted";
        case quince::ErrorCode::unauthorized:
            return "unauthorized";
        case quince::ErrorCode::gated:
            return "gated";
        case quince::ErrorCode::rateLimited:
            return "rateLimited";
        case quince::ErrorCode::stopped:
            return "stopped";
    }
    return "io";
}

}  // namespace cli
