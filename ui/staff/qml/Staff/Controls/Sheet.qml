import QtQuick
import Kiosk.Theme

// What every page is: a heading, what stands beside it, and the room below. `model` is the page's own.
FocusScope {
    id: root

    property var model: null
    property string title: shell.current ? shell.words["page." + shell.current] : ""
    property string note: ""
    // Keys of the page work while nothing lies over it.
    property bool live: session.phase === "in" && !covered
    property bool covered: false
    property alias beside: side.data
    default property alias content: inside.data

    focus: true

    Say {
        id: heading

        // A long one gets smaller, in two lines, rather than under the buttons.
        readonly property real room: side.x - x - Desk.px(12)

        x: Desk.margin
        width: Math.min(Math.ceil(measure.advanceWidth) + 4, room)
        height: Desk.px(52)
        verticalAlignment: Text.AlignVCenter
        text: root.title
        fontSizeMode: Text.Fit
        minimumPixelSize: Desk.small
        lineHeight: 0.9
        font.pixelSize: Desk.heading
        font.bold: true
        color: Theme.navy
        on: Theme.paper
        Accessible.role: Accessible.Heading
    }
    TextMetrics {
        id: measure

        font: heading.font
        text: root.title
    }
    Say {
        visible: text !== "" && width > Desk.px(90)
        anchors.left: heading.right
        anchors.leftMargin: Desk.px(16)
        anchors.right: side.left
        anchors.rightMargin: Desk.px(8)
        height: heading.height
        verticalAlignment: Text.AlignVCenter
        text: root.note
        font.pixelSize: Desk.small
        color: Theme.soft
        on: Theme.paper
    }
    Row {
        id: side

        anchors.right: parent.right
        anchors.rightMargin: Desk.margin
        y: (heading.height - height) / 2
        spacing: Desk.px(8)
    }
    Item {
        id: inside

        x: Desk.margin
        y: heading.height
        width: parent.width - 2 * x
        height: parent.height - y - Desk.px(12)
    }
}
