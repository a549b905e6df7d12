#include "desktop/settings.hpp"

#include "desktop/paths.hpp"

#include <quince/naming.hpp>

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
const QString keyHasToken = QStringLiteral("hub/tokenInKeychain");
const QString keyHubSort = QStringLiteral("hub/sort");
const QString keyHubSearch = QStringLiteral("hub/search");
const QString keyRecipe = QStringLiteral("recipe/");

constexpr std::array sorts{"downloads", "likes", "updated"};
constexpr std::array schemes{"system", "light", "dark"};
constexpr std::array visionWords{QLatin1String("drop"), QLatin1String("keep")};
constexpr std::array dtypes{quince::DType::f16, quince::DType::bf16, quince::DType::f32};

std::optional<int> numberOrNone(const QVariant& value) {
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    return isNumber ? std::optional<int>(number) : std::nullopt;
}

QVariant variantOf(const std::optional<int>& number) {
    return number ? QVariant(*number) : QVariant(QString());
}

QString overrideText(const quince::LayerOverride& one) {
    QString text = toQt(one.pattern) + QLatin1Char('=');
    if (one.mode && quince::isBlockMode(*one.mode)) {
        return text + toQt(quince::nameOf(*one.mode));
    }
    text += one.bits ? QString::number(*one.bits) : QStringLiteral("keep");
    if (one.bits && one.groupSize) {
        text += QLatin1Char(':') + QString::number(*one.groupSize);
    }
    return text;
}

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
    const auto value = [this](const char* name) {
        return m_store.value(keyRecipe + QLatin1String(name));
    };
    Recipe recipe;
    recipe.quantize = m_store.value(keyRecipe + QLatin1String("quantize"), true).toBool();
    recipe.mode = quince::quantModeFromName(value("mode").toString().toStdString())
                      .value_or(quince::QuantMode::affine);
    recipe.bits = numberOrNone(value("bits"));
    recipe.groupSize = numberOrNone(value("groupSize"));
    recipe.mixed = quince::mixedRecipeFromName(value("mixed").toString().toStdString())
                       .value_or(quince::MixedRecipe::none);
    for (const quince::DType dtype : dtypes) {
        if (value("dtype").toString() == toQt(quince::traits(dtype).longName)) {
            recipe.dtype = dtype;
        }
    }
    recipe.embeddingBits = numberOrNone(value("embeddingBits"));
    const QString vision = value("vision").toString();
    if (vision == visionWords.at(0) || vision == visionWords.at(1)) {
        recipe.vision = static_cast<quince::VisionChoice>(vision == visionWords.at(1) ? 1 : 0);
    }
    for (const QString& text : value("overrides").toStringList()) {
        if (auto parsed = quince::parseOverride(text.toStdString())) {
            recipe.overrides.push_back(*std::move(parsed));
        }
    }
    if (!quince::validate(recipe)) {
        recipe = Recipe();
        recipe.quantize = true;
    }
    return recipe;
}

void Settings::setLastRecipe(const Recipe& recipe) {
    const auto put = [this](const char* name, const QVariant& value) {
        m_store.setValue(keyRecipe + QLatin1String(name), value);
    };
    QStringList overrides;
    for (const quince::LayerOverride& one : recipe.overrides) {
        overrides.append(overrideText(one));
    }
    put("quantize", recipe.quantize);
    put("mode", toQt(quince::nameOf(recipe.mode)));
    put("bits", variantOf(recipe.bits));
    put("groupSize", variantOf(recipe.groupSize));
    put("mixed", toQt(quince::nameOf(recipe.mixed)));
    put("dtype", recipe.dtype ? toQt(quince::traits(*recipe.dtype).longName) : QString());
    put("embeddingBits", variantOf(recipe.embeddingBits));
    put("vision", recipe.vision ? QString(visionWords.at(static_cast<std::size_t>(*recipe.vision)))
                                : QString());
    put("overrides", overrides);
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
