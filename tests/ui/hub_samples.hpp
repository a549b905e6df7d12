#pragma once

#include "ui/pages/hub_view.hpp"
#include "ui/pages/job_view.hpp"
#include "ui/pages/publish_view.hpp"

namespace ui {

class MainWindow;

// Values of the Hub as the program would give them, for tests and for the gallery.

[[nodiscard]] QList<HubRow> sampleHubRows();
[[nodiscard]] JobView sampleDownload(quince::ConversionState state);
[[nodiscard]] AccountView sampleAccount();
[[nodiscard]] PublishChoice samplePublishChoice();
[[nodiscard]] PublishView samplePublish(quince::ConversionState state);

/// The Hub's side, and a model of it chosen that is not downloaded.
void fillHub(MainWindow& window);

}  // namespace ui
