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
    // Something may happen by itself on this page: what stands under the seconds.
    property string countsTo: ""
    readonly property real edge: Theme.portrait ? Theme.margin : Theme.px(56)
    readonly property alias area: area
    default property alias content: area.data

    // Not a Column: it would move its parts, and with them the buttons below, only with the next frame.
    Item {
        id: head

        readonly property real room: width - (counter.visible ? counter.width + Theme.px(16) : 0)
        readonly property real step: Theme.px(6)

        x: root.edge
        y: Theme.px(Theme.portrait ? 36 : 18)
        width: parent.width - 2 * root.edge
        height: hinted.y + (hinted.visible ? hinted.implicitHeight : 0)

        Rectangle {
            visible: kicked.visible
            y: kicked.y + (kicked.height - height) / 2
            width: Theme.px(8)
            height: Theme.small
            radius: width / 2
            color: Theme.gold
        }
        Words {
            id: kicked

            // Lying, it stands in the header.
            visible: text !== "" && Theme.portrait
            x: Theme.px(22)
            width: Math.min(implicitWidth, head.room - x)
            text: root.kicker
            font.pixelSize: Theme.small
            font.bold: true
            color: Theme.blue
        }
        Words {
            id: titled

            visible: text !== ""
            y: kicked.visible ? kicked.height + head.step : 0
            width: head.room
            text: root.title
            font.pixelSize: Theme.heading
            font.bold: true
            color: root.tone
            lineHeight: 0.9
            Accessible.role: Accessible.Heading
        }
        Words {
            id: hinted

            visible: text !== ""
            y: titled.y + (titled.visible ? titled.implicitHeight + head.step : 0)
            width: head.room
            text: root.hint
            font.pixelSize: Theme.type(Theme.portrait ? 40 : 36)
            color: Theme.soft
            lineHeight: 0.95
        }
    }
    Countdown {
        id: counter

        visible: root.countsTo !== ""
        label: root.countsTo
        x: parent.width - root.edge - width
        y: Theme.px(Theme.portrait ? 24 : 8)
    }
    Item {
        id: area

        x: root.edge
        y: Math.max(head.y + head.height, counter.visible ? counter.y + counter.height : 0) + Theme.px(Theme.portrait ? 30 : 14)
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
