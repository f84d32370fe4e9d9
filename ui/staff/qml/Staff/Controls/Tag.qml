import QtQuick
import Kiosk.Theme

// A few words on a coloured ground. `look`: blue, red, amber, green, plum, slate.
Rectangle {
    id: root

    property string text: ""
    property string look: "blue"

    implicitWidth: words.implicitWidth + Desk.px(16)
    implicitHeight: words.implicitHeight + Desk.px(6)
    visible: text !== ""
    radius: Desk.px(5)
    color: ({ blue: Theme.tint, red: Theme.red, amber: Theme.amberTint, green: Theme.greenTint, plum: Theme.plumTint, slate: Theme.slateTint })[look]

    Say {
        id: words

        anchors.centerIn: parent
        text: root.text
        wrapMode: Text.NoWrap
        font.pixelSize: Desk.small
        font.bold: true
        on: root.color
        color: ({ blue: Theme.navy, red: Theme.white, amber: Theme.amberInk, green: Theme.ink, plum: Theme.plum, slate: Theme.slate })[root.look]
    }
}
