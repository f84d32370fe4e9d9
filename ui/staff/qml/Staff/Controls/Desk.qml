pragma Singleton
import QtQuick

// Sizes of a window on a PC, mouse and keyboard; colours are Kiosk.Theme's. Meant at 1366x768 (unit 1).
QtObject {
    property real unit: 1

    // No text is smaller than 14 px (10.5 pt at 96 dpi).
    readonly property int least: 14
    readonly property int small: type(14)
    readonly property int body: type(16)
    readonly property int label: type(18)
    readonly property int heading: type(24)
    readonly property int big: type(34)

    readonly property int gap: px(12)
    readonly property int margin: px(20)
    readonly property int radius: px(8)
    readonly property int row: Math.max(36, px(44))
    readonly property int button: Math.max(36, px(40))
    readonly property int stroke: Math.max(1, px(1))

    function px(n) {
        return Math.round(n * unit);
    }
    function type(n) {
        return Math.max(least, Math.round(n * unit));
    }
}
