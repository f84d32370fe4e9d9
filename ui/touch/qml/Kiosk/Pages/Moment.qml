import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Not ready yet, or coming back: nothing can be done here but wait a moment.
Page {
    id: root

    kicker: ""

    Spinner {
        anchors.centerIn: parent
        width: Math.min(Theme.px(320), parent.width, parent.height)
    }
}
