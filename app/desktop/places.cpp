#include "desktop/places.hpp"

#include <QCoreApplication>

namespace app {

namespace {

constexpr int embeddings = -2;
constexpr int outside = -1;
constexpr int afterAll = 1 << 20;

QString tr(const char* text) {
    return QCoreApplication::translate("Quality", text);
}

}  // namespace

int placeOf(int layer, quince::Part part) {
    if (layer >= 0) {
        return layer;
    }
    return part == quince::Part::embedding ? embeddings
           : part == quince::Part::head    ? afterAll
                                           : outside;
}

QString nameOfPlace(int place) {
    return place == embeddings ? tr("Embeddings")
           : place < 0         ? tr("Outside of layers")
           : place < afterAll  ? tr("Layer %1").arg(place)
                               : tr("Output head");
}

}  // namespace app
