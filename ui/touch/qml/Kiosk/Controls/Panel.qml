import QtQuick
import Kiosk.Theme

// A white sheet with a soft edge. Two rectangles stand for the shadow: no shader is needed.
Item {
    property alias color: sheet.color
    property alias radius: sheet.radius
    property alias border: sheet.border
    property bool raised: true

    Rectangle {
        visible: parent.raised
        anchors.fill: sheet
        anchors.margins: -Theme.px(3)
        anchors.topMargin: Theme.px(2)
        anchors.bottomMargin: -Theme.px(9)
        radius: sheet.radius + Theme.px(3)
        color: "#100b2559"
    }
    Rectangle {
        visible: parent.raised
        anchors.fill: sheet
        anchors.topMargin: Theme.px(2)
        anchors.bottomMargin: -Theme.px(4)
        radius: sheet.radius
        color: "#1a0b2559"
    }
    Rectangle {
        id: sheet

        anchors.fill: parent
        radius: Theme.radius
        color: Theme.white
        border.color: Theme.line
        border.width: Theme.px(2)
    }
}
