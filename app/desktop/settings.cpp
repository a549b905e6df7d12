#include "desktop/settings.hpp"

#include "desktop/paths.hpp"

#include <quince/naming.hpp>
#include <quince/recipe_file.hpp>

#include <QStringList>

#include <array>

namespace app {

using quince::Recipe;

namespace {

const QString keyFolders = QStringLiteral("library/folders");
const QString keyCache = QStringLiteral("library/cacheFolder");
const QString keyModels = QStringLiteral("result/modelsFolder");
const QString keyPublisher = QStringLiteral("result/publisher");
const QString keyTemplate = QStringLiteral("result/nameTemplate");
const QString keyThreads = QStringLiteral("work/threads");
const QString keyVerify = QStringLiteral("work/verifyEverything");
const QString keyOpen = QStringLiteral("work/openWhenDone");
const QString keyScheme = QStringLiteral("window/scheme");
const QString keyGeometry = QStringLiteral("window/geometry");
const QString keyColumns = QStringLiteral("window/columns");
const QString keyRows = QStringLiteral("window/rows");
const QString keyAdvanced = QStringLiteral("window/advancedShown");
const QString keyContext = QStringLiteral("recipe/contextLength");
const QString keyRecipe = QStringLiteral("recipe/recipe");
const QString keyBudget = QStringLiteral("recipe/target");
const QString keyHasToken = QStringLiteral("hub/tokenInKeychain");
const QString keyHubSort = QStringLiteral("hub/sort");
const QString keyHubSearch = QStringLiteral("hub/search");

constexpr std::array sorts{"downloads", "likes", "updated"};
constexpr std::array schemes{"system", "light", "dark"};
// A budget is one of these words and a number.
const QString wordSize = QStringLiteral("bytes");
const QString wordBits = QStringLiteral("bitsPerWeight");
const QString wordMac = QStringLiteral("macBytes");

}  // namespace

ui::SettingsView Settings::preferences() const {
    ui::SettingsView view;
    view.cacheFolder = m_store.value(keyCache).toString();
    view.folders = m_store.value(keyFolders).toStringList();
    view.modelsFolder = m_store.value(keyModels).toString();
    view.publisher = m_store.value(keyPublisher).toString();
    view.nameTemplate = m_store.value(keyTemplate, toQt(quince::defaultNameTemplate)).toString();
    view.threads = std::max(0, m_store.value(keyThreads, 0).toInt());
    view.verifyEverything = m_store.value(keyVerify, true).toBool();
    view.openWhenDone = m_store.value(keyOpen, false).toBool();
    const QString scheme = m_store.value(keyScheme).toString();
    for (std::size_t i = 0; i < schemes.size(); ++i) {
        if (scheme == QLatin1String(schemes.at(i))) {
            view.scheme = static_cast<ui::Scheme>(i);
        }
    }
    return view;
}

void Settings::setPreferences(const ui::SettingsView& view) {
    m_store.setValue(keyCache, view.cacheFolder);
    m_store.setValue(keyFolders, view.folders);
    m_store.setValue(keyModels, view.modelsFolder);
    m_store.setValue(keyPublisher, view.publisher);
    m_store.setValue(keyTemplate, view.nameTemplate);
    m_store.setValue(keyThreads, view.threads);
    m_store.setValue(keyVerify, view.verifyEverything);
    m_store.setValue(keyOpen, view.openWhenDone);
    m_store.setValue(keyScheme, QLatin1String(schemes.at(static_cast<std::size_t>(view.scheme))));
}

Recipe Settings::lastRecipe() const {
    const std::string text = m_store.value(keyRecipe).toString().toStdString();
    if (const auto recipe = quince::recipeFromJson(text, "settings")) {
        return *recipe;
    }
    Recipe usual;
    usual.quantize = true;
    return usual;
}

void Settings::setLastRecipe(const Recipe& recipe) {
    Recipe kept = recipe;
    kept.importance.clear();
    kept.importanceHash.clear();
    m_store.setValue(keyRecipe, toQt(quince::recipeToJson(kept)));
}

std::optional<quince::Budget> Settings::lastBudget() const {
    const QStringList words = m_store.value(keyBudget).toString().split(QLatin1Char(' '));
    if (words.size() != 2) {
        return std::nullopt;
    }
    quince::Budget budget;
    const quint64 bytes = words[1].toULongLong();
    if (words[0] == wordBits && words[1].toDouble() > 0) {
        budget.bitsPerWeight = words[1].toDouble();
    } else if (words[0] == wordSize && bytes > 0) {
        budget.bytes = bytes;
    } else if (words[0] == wordMac && bytes > 0) {
        budget.mac = quince::Budget::Mac{bytes};
    } else {
        return std::nullopt;
    }
    return budget;
}

void Settings::setLastBudget(const std::optional<quince::Budget>& budget) {
    QString text;
    const auto say = [&text](const QString& word, const QString& number) {
        text = word + QLatin1Char(' ') + number;
    };
    if (budget && budget->bytes) {
        say(wordSize, QString::number(*budget->bytes));
    } else if (budget && budget->bitsPerWeight) {
        say(wordBits, QString::number(*budget->bitsPerWeight));
    } else if (budget && budget->mac) {
        say(wordMac, QString::number(budget->mac->ramBytes));
    }
    m_store.setValue(keyBudget, text);
}

quint64 Settings::contextLength() const {
    return m_store.value(keyContext, 0).toULongLong();
}

void Settings::setContextLength(quint64 tokens) {
    m_store.setValue(keyContext, tokens);
}

ui::HubSort Settings::hubSort() const {
    const QString word = m_store.value(keyHubSort).toString();
    for (std::size_t i = 0; i < sorts.size(); ++i) {
        if (word == QLatin1String(sorts.at(i))) {
            return static_cast<ui::HubSort>(i);
        }
    }
    return ui::HubSort::downloads;
}

void Settings::setHubSort(ui::HubSort sort) {
    m_store.setValue(keyHubSort, QLatin1String(sorts.at(static_cast<std::size_t>(sort))));
}

QString Settings::hubSearch() const {
    return m_store.value(keyHubSearch).toString();
}

void Settings::setHubSearch(const QString& text) {
    m_store.setValue(keyHubSearch, text);
}

bool Settings::hasKeptToken() const {
    return m_store.value(keyHasToken, false).toBool();
}

void Settings::setHasKeptToken(bool has) {
    m_store.setValue(keyHasToken, has);
}

ui::WindowLayout Settings::windowLayout() const {
    return {m_store.value(keyGeometry).toByteArray(), m_store.value(keyColumns).toByteArray(),
            m_store.value(keyRows).toByteArray(), m_store.value(keyAdvanced, false).toBool()};
}

void Settings::setWindowLayout(const ui::WindowLayout& layout) {
    m_store.setValue(keyGeometry, layout.geometry);
    m_store.setValue(keyColumns, layout.columns);
    m_store.setValue(keyRows, layout.rows);
    m_store.setValue(keyAdvanced, layout.advancedShown);
}

}  // namespace app
