#include "desktop/error_words.hpp"

#include "desktop/paths.hpp"

#include <QCoreApplication>

namespace app {

namespace {

QString headlineFor(quince::ErrorCode code) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Errors", text); };
    switch (code) {
        case quince::ErrorCode::invalidArgument:
            return tr("This choice cannot be. Change the recipe and try again.");
        case quince::ErrorCode::notFound:
            return tr("Something is missing. Rescan, or download the model again.");
        case quince::ErrorCode::alreadyExists:
            return tr("The destination exists. Choose another name, or Replace.");
        case quince::ErrorCode::io:
            return tr(
                "Reading or writing failed. Check that the disk is there and writable, then try "
                "again.");
        case quince::ErrorCode::diskFull:
            return tr("The disk is full. Make room, then resume.");
        case quince::ErrorCode::malformed:
            return tr("A file of the model is damaged. Download it again.");
        case quince::ErrorCode::unsupported:
            return tr("Quince cannot convert this yet.");
        case quince::ErrorCode::mismatch:
            return tr("The model's files do not fit its description.");
        case quince::ErrorCode::network:
            return tr("The Hub cannot be reached. Check the connection, then try again.");
        case quince::ErrorCode::offline:
            return tr("Quince is offline. Allow the network, then try again.");
        case quince::ErrorCode::untrusted:
            return tr("The connection cannot be trusted. Check this network, then try again.");
        case quince::ErrorCode::unauthorized:
            return tr("This is not allowed. Check the token of your Hugging Face account.");
        case quince::ErrorCode::gated:
            return tr("This model must be unlocked. Ask for access on its page, then try again.");
        case quince::ErrorCode::rateLimited:
            return tr("The Hub asks for a pause. Try again in some minutes.");
        case quince::ErrorCode::stopped:
            return tr("Stopped. What was written is kept; resume when you like.");
    }
    return {};
}

}  // namespace

ErrorWords wordsFor(const quince::Error& error) {
    ErrorWords words{headlineFor(error.code), toQt(error.message)};
    const QString path = toQt(error.path);
    if (!path.isEmpty() && !words.details.contains(path)) {
        words.details += QLatin1Char('\n') + path;
    }
    return words;
}

ErrorWords wordsAsTold(const quince::Error& error) {
    ErrorWords words{toQt(error.message), {}};
    const QString path = toQt(error.path);
    if (!words.headline.contains(path)) {
        words.details = path;
    }
    return words;
}

}  // namespace app
