#pragma once

#include "ui/theme/theme.hpp"

#include <QString>
#include <QStringList>

#include <functional>

namespace ui {

/// Everything the person can set. The defaults of a field stand in SettingsHints.
struct SettingsView {
    QString cacheFolder;   ///< the Hugging Face cache; empty: found by Quince
    QStringList folders;   ///< searched besides it
    QString modelsFolder;  ///< LM Studio's; empty: found by Quince
    QString publisher;     ///< default publisher
    QString nameTemplate;  ///< "{model}-MLX-{recipe}"
    int threads = 0;       ///< 0: all
    bool verifyEverything = true;
    bool openWhenDone = false;
    Scheme scheme = Scheme::system;

    friend bool operator==(const SettingsView&, const SettingsView&) = default;
};

/// What the dialog says about the settings but cannot change.
struct SettingsHints {
    QString foundCacheFolder;   ///< the Hugging Face cache, as found; placeholder of cacheFolder
    QString cacheFixedBy;       ///< "HF_HOME is set": then the setting counts for nothing
    QString foundModelsFolder;  ///< LM Studio's, as found; placeholder of modelsFolder
    QString templateWords;      ///< "{model}, {bits}, {recipe}, {mode}"
    /// Gives an example name for a template, or an empty string when it cannot be.
    std::function<QString(const QString& nameTemplate)> example;
    int maxThreads = 1;
};

}  // namespace ui
