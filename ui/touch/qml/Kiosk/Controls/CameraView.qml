import QtQuick
import QtQuick.Shapes
import Kiosk.Theme

// What the camera sees, with the outline of the card that was found.
Rectangle {
    id: root

    readonly property bool found: shown.outline.length === 4

    color: Theme.navy
    radius: Theme.radius
    clip: true
    Accessible.role: Accessible.Graphic
    Accessible.name: shown.words.preview || ""

    Image {
        id: picture

        anchors.fill: parent
        anchors.margins: Theme.px(8)
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
            strokeColor: "#4be08b"
            strokeWidth: Theme.px(8)
            fillColor: "#2a4be08b"
            joinStyle: ShapePath.RoundJoin
            PathPolyline {
                path: root.found ? shown.outline.concat([shown.outline[0]]).map(p => Qt.point(p.x * picture.paintedWidth, p.y * picture.paintedHeight)) : []
            }
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
            color: root.found ? "#4be08b" : "#ff6b6b"
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
