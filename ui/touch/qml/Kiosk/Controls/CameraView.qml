import QtQuick
import QtQuick.Shapes
import Kiosk.Theme

// What the camera sees, with the outline of the card that was found: a dashed amber line while something moves,
// a whole green one once it lies still; the words below say the same.
Rectangle {
    id: root

    readonly property bool found: shown.outline.length === 4
    readonly property bool lies: shown.lies === "still"
    readonly property color edge: lies ? "#4be08b" : "#ffc145"

    color: Theme.navy
    radius: Theme.radius
    clip: true
    Accessible.role: Accessible.Graphic
    Accessible.name: told.text

    Image {
        id: picture

        anchors.fill: parent
        anchors.margins: Theme.px(8)
        anchors.bottomMargin: told.height + Theme.px(8)
        source: shown.preview
        fillMode: Image.PreserveAspectFit
        cache: false
        smooth: false
        retainWhileLoading: true
    }
    Shape {
        visible: root.found
        x: picture.x + (picture.width - picture.paintedWidth) / 2
        y: picture.y + (picture.height - picture.paintedHeight) / 2
        width: picture.paintedWidth
        height: picture.paintedHeight

        ShapePath {
            strokeColor: root.edge
            strokeWidth: Theme.px(9)
            strokeStyle: root.lies ? ShapePath.SolidLine : ShapePath.DashLine
            dashPattern: [2.4, 1.8]
            fillColor: root.lies ? "#2a4be08b" : "#1affc145"
            joinStyle: ShapePath.RoundJoin
            PathPolyline {
                path: shown.outline.length > 2 ? shown.outline.concat([shown.outline[0]]).map(p => Qt.point(p.x * picture.paintedWidth, p.y * picture.paintedHeight)) : []
            }
        }
    }
    // What to do now.
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: told.height
        radius: root.radius
        color: told.on

        Rectangle {
            width: parent.width
            height: parent.height - parent.radius
            color: told.on
        }
    }
    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        height: told.height
        spacing: Theme.px(16)

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            edge: Theme.px(52)
            name: root.lies ? "check" : root.found ? "flat" : "card"
            tone: told.color
        }
        Words {
            id: told

            height: font.pixelSize + Theme.px(44)
            verticalAlignment: Text.AlignVCenter
            text: shown.words["card." + (shown.lies || "none")] || ""
            font.pixelSize: Theme.body
            font.bold: true
            wrapMode: Text.NoWrap
            color: root.lies || !root.found ? Theme.white : Theme.navy
            on: root.lies ? Theme.green : root.found ? Theme.gold : Theme.navy
        }
    }
    Rectangle {
        x: Theme.px(24)
        y: Theme.px(24)
        width: note.implicitWidth + Theme.px(72)
        height: note.implicitHeight + Theme.px(14)
        radius: height / 2
        color: Theme.navy

        Rectangle {
            x: Theme.px(20)
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px(20)
            height: width
            radius: width / 2
            color: "#ff6b6b"
        }
        Words {
            id: note

            x: Theme.px(52)
            anchors.verticalCenter: parent.verticalCenter
            text: shown.words.preview || ""
            font.pixelSize: Theme.small
            wrapMode: Text.NoWrap
            color: Theme.white
            on: Theme.navy
        }
    }
}
