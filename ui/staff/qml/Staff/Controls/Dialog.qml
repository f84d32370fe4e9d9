import QtQuick
import Kiosk.Theme

// A question over the page. Escape closes it; what it holds has the focus.
FocusScope {
    id: root

    property string title: ""
    property real wide: Desk.px(640)
    property real tall: Math.min(parent.height - Desk.px(40), inside.childrenRect.height + Desk.px(110))
    default property alias content: inside.data

    signal closed

    anchors.fill: parent
    visible: false
    z: 10
    Keys.onEscapePressed: root.closed()

    Rectangle {
        anchors.fill: parent
        color: "#99112040"

        MouseArea {
            anchors.fill: parent
            hoverEnabled: true
            onWheel: wheel => wheel.accepted = true
        }
    }
    Box {
        anchors.centerIn: parent
        width: Math.min(root.wide, parent.width - Desk.px(40))
        height: root.tall
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title

        Say {
            id: heading

            x: Desk.margin
            y: Desk.px(16)
            width: parent.width - 2 * x - shut.width
            text: root.title
            font.pixelSize: Desk.heading
            font.bold: true
            color: Theme.navy
            Accessible.role: Accessible.Heading
        }
        Push {
            id: shut

            anchors.right: parent.right
            anchors.margins: Desk.px(10)
            anchors.top: parent.top
            text: shell.words["close"]
            hint: "Esc"
            look: "quiet"
            onClicked: root.closed()
        }
        Item {
            id: inside

            x: Desk.margin
            y: Desk.px(70)
            width: parent.width - 2 * x
            height: parent.height - y - Desk.margin
        }
    }
}
