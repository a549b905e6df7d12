#pragma once

#include <quince/progress.hpp>
#include <quince/progress_meter.hpp>
#include <quince/stop_token.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace cli {

/// One look at some work.
struct ProgressLook {
    quince::ProgressSnapshot now;
    std::string word;  ///< "Downloading"; empty: that of the state
};

/// "Writing  42 %  1.9 of 4.6 GB  310 MB/s  8 s left".
[[nodiscard]] std::string progressText(const ProgressLook& look,
                                       const quince::ProgressMeter& meter);

/// Decides which looks at the progress are worth a line when lines cannot be rewritten: one for
/// each phase and one for each twentieth of it.
class ProgressSteps {
public:
    [[nodiscard]] bool isNews(const ProgressLook& look);

private:
    quince::ConversionState m_state = quince::ConversionState::idle;
    std::string m_word;
    int m_step = -1;
};

/// Shows how far some work is on standard error while it lives: one rewritten line on a terminal,
/// else a line now and then. Its thread also turns a stop signal into a stop.
class ProgressLine {
public:
    /// `look` is called on a thread of this; it and `stop` must outlive this.
    ProgressLine(std::function<ProgressLook()> look, quince::StopSource& stop);
    /// Both must outlive this.
    ProgressLine(const quince::Progress& progress, quince::StopSource& stop);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Says a sentence on standard error, over a line that may be there. Any thread.
    static void note(const std::string& sentence);

private:
    void run();
    void look();

    const std::function<ProgressLook()> m_look;
    quince::StopSource& m_stop;
    const bool m_onTerminal;
    quince::ProgressMeter m_meter;
    ProgressSteps m_steps;
    bool m_lineOpen = false;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ended = false;  ///< guarded by m_mutex
    std::thread m_thread;  ///< last: starts when all else stands
};

}  // namespace cli
