#pragma once

#include "ui/pages/job_view.hpp"

#include <QString>

namespace ui {

/// The state in a word or two: "Writing", "Stopped".
[[nodiscard]] QString stateWord(const JobView& job);
/// One line under the title: what happens now, or how it ended.
[[nodiscard]] QString jobWords(const JobView& job);
/// "1 running, 2 waiting"
[[nodiscard]] QString queueWords(const QList<JobView>& jobs);

}  // namespace ui
