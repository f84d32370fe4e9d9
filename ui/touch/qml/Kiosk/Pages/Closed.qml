import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// The kiosk is being looked after: nothing to touch, and where to go instead.
Rectangle {
    color: Theme.heroTop

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.px(96)
        spacing: Theme.px(48)

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            edge: Theme.px(260)
            name: "door"
            tone: Theme.gold
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: shown.title
            font.pixelSize: Theme.type(112)
            font.bold: true
            color: Theme.white
            on: Theme.heroTop
            Accessible.role: Accessible.Heading
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: shown.hint
            font.pixelSize: Theme.type(56)
            color: Theme.white
            on: Theme.heroTop
        }
    }
    Words {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.px(64)
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: shown.hall
        font.pixelSize: Theme.body
        color: Theme.gold
        on: Theme.heroTop
    }
}
