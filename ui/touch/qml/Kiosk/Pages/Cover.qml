import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// She has stepped away: what stood here is nobody else's business.
Page {
    kicker: ""
    actions: shown.choices

    Rectangle {
        anchors.centerIn: parent
        width: Math.min(Theme.px(460), parent.height, parent.width)
        height: width
        radius: width / 2
        color: Theme.tint

        Icon {
            anchors.centerIn: parent
            edge: Math.round(parent.width * 0.52)
            name: "lock"
            tone: Theme.blue
        }
    }
}
