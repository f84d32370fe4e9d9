import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// What all pages share: what is being done, one message, one hint, the content, the answers.
Item {
    id: root

    property string kicker: shown.subtitle
    property string title: shown.title
    property string hint: shown.hint
    property var actions: shown.choices
    property string look: "primary"
    property color tone: Theme.navy
    readonly property real edge: Theme.portrait ? Theme.margin : Theme.px(56)
    readonly property alias area: area
    default property alias content: area.data

    Column {
        id: head

        x: root.edge
        y: Theme.px(Theme.portrait ? 36 : 18)
        width: parent.width - 2 * root.edge
        spacing: Theme.px(6)

        Row {
            // Lying, it stands in the header.
            visible: root.kicker !== "" && Theme.portrait
            spacing: Theme.px(14)

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.px(8)
                height: Theme.small
                radius: width / 2
                color: Theme.gold
            }
            Words {
                width: Math.min(implicitWidth, head.width - Theme.px(30))
                text: root.kicker
                font.pixelSize: Theme.small
                font.bold: true
                color: Theme.blue
            }
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: root.title
            font.pixelSize: Theme.heading
            font.bold: true
            color: root.tone
            lineHeight: 0.9
            Accessible.role: Accessible.Heading
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: root.hint
            font.pixelSize: Theme.type(Theme.portrait ? 40 : 36)
            color: Theme.soft
            lineHeight: 0.95
        }
    }
    Item {
        id: area

        x: root.edge
        y: head.y + head.height + Theme.px(Theme.portrait ? 30 : 14)
        width: parent.width - 2 * root.edge
        height: bar.y - y - (bar.height ? Theme.px(Theme.portrait ? 34 : 14) : 0)
    }
    ActionBar {
        id: bar

        x: root.edge
        width: parent.width - 2 * root.edge
        height: implicitHeight
        y: parent.height - height - Theme.px(Theme.portrait ? 34 : 14)
        choices: root.actions
        look: root.look
    }
}
