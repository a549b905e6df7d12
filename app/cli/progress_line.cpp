#include "cli/progress_line.hpp"

#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <chrono>
#include <cstdio>
#include <utility>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace cli {

using quince::ConversionState;
using quince::ProgressMeter;
using quince::ProgressSnapshot;

namespace {

constexpr std::chrono::milliseconds interval{100};

bool errorIsTerminal() {
#if defined(_WIN32)
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(STDERR_FILENO) != 0;
#endif
}

std::string_view phaseWord(ConversionState state) {
    switch (state) {
        case ConversionState::preparing:
            return "Preparing";
        case ConversionState::downloading:
            return "Downloading";
        case ConversionState::writing:
            return "Writing";
        case ConversionState::verifying:
            return "Verifying";
        case ConversionState::publishing:
            return "Publishing";
        case ConversionState::evaluating:
            return "Evaluating";
        case ConversionState::stopping:
            return "Stopping";
        default:
            return {};
    }
}

}  // namespace

std::string progressText(const ProgressLook& look, const ProgressMeter& meter) {
    const ProgressSnapshot& now = look.now;
    std::string text = look.word.empty() ? std::string(phaseWord(now.state)) : look.word;
    if (text.empty() || now.bytesTotal == 0) {
        return text;
    }
    text += "  " + std::to_string(static_cast<int>(now.fraction() * 100)) + " %";
    if (now.state == ConversionState::evaluating) {  // its bytes mean nothing to a person
        const std::optional<double> left = meter.secondsLeft();
        return left ? text + "  " + durationText(*left) + " left" : text;
    }
    text += "  " + bytesText(now.bytesDone) + " of " + bytesText(now.bytesTotal);
    if (const std::optional<double> rate = meter.bytesPerSecond()) {
        text += "  " + bytesText(static_cast<std::uint64_t>(*rate)) + "/s";
    }
    if (const std::optional<double> left = meter.secondsLeft()) {
        text += "  " + durationText(*left) + " left";
    }
    return text;
}

bool ProgressSteps::isNews(const ProgressLook& look) {
    const int step = static_cast<int>(look.now.fraction() * 20);
    const bool news = look.now.state != m_state || look.word != m_word || step > m_step;
    if (news) {
        m_state = look.now.state;
        m_word = look.word;
        m_step = step;
    }
    return news;
}

ProgressLine::ProgressLine(const quince::Progress& progress, quince::StopSource& stop)
    : ProgressLine(
          [&progress] {
              return ProgressLook{quince::snapshotOf(progress), {}};
          },
          stop) {}

ProgressLine::ProgressLine(std::function<ProgressLook()> look, quince::StopSource& stop)
    : m_look(std::move(look)),
      m_stop(stop),
      m_onTerminal(errorIsTerminal()),
      m_thread([this] { run(); }) {}

ProgressLine::~ProgressLine() {
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
    }
    m_wake.notify_all();
    m_thread.join();
    if (m_lineOpen) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
    }
}

void ProgressLine::note(const std::string& sentence) {
    const char* const clear = errorIsTerminal() ? "\r\033[K" : "";
    std::fprintf(stderr, "%squince-cli: %s\n", clear, sentence.c_str());
}

void ProgressLine::run() {
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, interval, [this] { return m_ended; })) {
        look();
    }
}

void ProgressLine::look() {
    if (StopSignals::received() && !m_stop.stopRequested()) {
        m_stop.requestStop();
    }
    ProgressLook look = m_look();
    if (m_stop.stopRequested() && look.now.state != ConversionState::idle) {
        look.now.state = ConversionState::stopping;
        look.now.bytesTotal = 0;
        look.word.clear();
    }
    m_meter.update(look.now, std::chrono::steady_clock::now());
    const std::string text = progressText(look, m_meter);
    if (text.empty()) {
        return;
    }
    if (m_onTerminal) {
        std::fprintf(stderr, "\r%s\033[K", text.c_str());
        std::fflush(stderr);
        m_lineOpen = true;
    } else if (m_steps.isNews(look)) {
        std::fprintf(stderr, "%s\n", text.c_str());
    }
}

}  // namespace cli
